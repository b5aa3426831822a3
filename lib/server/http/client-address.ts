import 'server-only';

/**
 * Returns the address of the client behind `trustProxy` proxies. Whatever a client claims in `x-forwarded-for` is further to the left
 * than what those proxies have appended.
 * @param hops the addresses of `x-forwarded-for`, and that of the connection, if it is known
 */
export function resolveAddress(hops: readonly string[], trustProxy: number): string {
  return hops.at(-1 - trustProxy) ?? hops[0] ?? 'unknown';
}

/** Splits `x-forwarded-for`. */
export function parseForwardedFor(header: string | null | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
}

/**
 * Returns the key under which requests from an address are counted: the address itself, or the network of an IPv6 address, because
 * a network assigns 2^64 of them to each customer.
 */
export function toAddressKey(address: string): string {
  const bare = address.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!bare.includes(':') || /^[\d.]+:\d+$/.test(bare)) return bare.replace(/:\d+$/, '');
  const [head = '', tail] = bare.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
