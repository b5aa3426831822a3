import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList } from 'node:net';
import { NOT_PUBLIC_CODE } from '#lib/server/platform/node-http/public-requests.ts';

/** The ranges of IANA's special-purpose registries that are not globally reachable, and IPv6 ranges that contain IPv4 addresses. */
const NOT_PUBLIC = new BlockList();
for (const range of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3',
  '::/96 64:ff9b::/32 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/9 ff00::/8',
].flatMap((ranges) => ranges.split(' '))) {
  const [network = '', bits] = range.split('/');
  NOT_PUBLIC.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
}

type Callback = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/** As `dns.lookup`, but fails when any of the addresses is not public. */
export function lookupPublic(hostname: string, options: LookupOptions, callback: Callback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (addresses.some(({ address, family }) => NOT_PUBLIC.check(address, family === 6 ? 'ipv6' : 'ipv4'))) {
      const refusal = new Error(`${hostname} does not resolve to a public address.`);
      return callback(Object.assign(refusal, { code: NOT_PUBLIC_CODE }));
    }
    if (options.all) return callback(null, addresses);
    return callback(null, addresses[0]?.address, addresses[0]?.family);
  });
}
