import 'server-only';

/** Domains without public hosts: reserved names, and names that routers and companies use internally. */
const PRIVATE_DOMAINS =
  'localhost local internal intranet private corp home lan localdomain home.arpa test example invalid onion arpa alt svc fritz.box'.split(
    ' ',
  );

/** Public domains that by design resolve to an address contained in the name, to localhost, or to one address after another. */
const ECHO_DOMAINS = [
  ...'nip.io sslip.io xip.io xip.name 1u.ms rbndr.us rebind.network local-ip.co local-ip.sh plex.direct localhost.direct'.split(
    ' ',
  ),
  ...'traefik.me localtest.me lvh.me vcap.me fuf.me ulh.us lacolhost.com fbi.com yoogle.com local.gd localho.st smackaho.st'.split(
    ' ',
  ),
];

/**
 * Parses `text` as a URL that the server may fetch: https on the default port, a public host name, no credentials.
 *
 * `fetch` does not reveal what a name resolves to. On Node.js, the connection is refused if the name resolves to a private
 * address (`guardPublicRequests`); elsewhere, such a name passes.
 * @throws an error with a sentence for the model or the person who chose the URL.
 */
export function parsePublicAddress(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url === null) throw new Error('This is not a valid URL.');
  if (url.protocol !== 'https:') throw new Error('Only https:// URLs are supported.');
  if (url.username !== '' || url.password !== '') throw new Error('URLs with credentials are not supported.');
  if (url.port !== '') throw new Error('Only the default https port is supported.');
  // The URL parser has already normalized 0x7f.1, 2130706433 and 127。0。0。1 to 127.0.0.1.
  const host = url.hostname.replace(/\.+$/, '').toLowerCase();
  if (host.startsWith('[') || /^[\d.]+$/.test(host))
    throw new Error('IP addresses are not supported, only host names.');
  if (!host.includes('.') || isWithin(host, PRIVATE_DOMAINS) || isWithin(host, ECHO_DOMAINS)) {
    throw new Error(`${host} is not a public host name.`);
  }
  url.hash = '';
  return url;
}

function isWithin(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
