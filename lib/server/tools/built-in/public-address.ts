import 'server-only';

/** Endings under which there are no public machines: reserved names, and what routers and offices use at home. */
const PRIVATE_ENDINGS =
  'localhost local internal intranet private corp home lan localdomain home.arpa test example invalid onion arpa alt'.split(
    ' ',
  );

/** Public names that by design answer with any address one writes into them, or with that of this machine. */
const ECHO_NAMES =
  'nip.io sslip.io xip.io traefik.me localtest.me lvh.me vcap.me lacolhost.com fbi.com yoogle.com local.gd'.split(
    ' ',
  );

/**
 * `text` as an address that the server may read: https on its usual port, a public name, no password.
 *
 * What a name resolves to cannot be seen through `fetch`, so a name that its owner points at a private address passes
 * here. Against that, only the network of the server can protect.
 * @throws with a sentence for the model.
 */
export function publicAddress(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url === null) throw new Error('This is not an address.');
  if (url.protocol !== 'https:') throw new Error('Only https:// addresses can be read.');
  if (url.username !== '' || url.password !== '') throw new Error('An address with a password is not read.');
  if (url.port !== '') throw new Error('Only the usual port of https is read.');
  // The parser has already written 0x7f.1, 2130706433 and 127。0。0。1 as 127.0.0.1.
  const host = url.hostname.replace(/\.+$/, '').toLowerCase();
  if (host.startsWith('[') || /^[\d.]+$/.test(host))
    throw new Error('An IP address is not read, only a name.');
  if (!host.includes('.') || endsIn(host, PRIVATE_ENDINGS) || endsIn(host, ECHO_NAMES)) {
    throw new Error(`${host} is not a public name.`);
  }
  url.hash = '';
  return url;
}

function endsIn(host: string, endings: readonly string[]): boolean {
  return endings.some((ending) => host === ending || host.endsWith(`.${ending}`));
}
