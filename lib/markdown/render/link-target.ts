import { isOwnServer, isSafeLink } from '../parse/url-safety.ts';

export interface LinkTarget {
  /** The URL to link to; absent if the text must not be a link. */
  href?: string;
  /** The place that the link leads to, to be shown because its text could name another. */
  shown?: string;
}

/** Bidirectional controls, which show text in another order than that of its characters. */
const BIDI_CONTROL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Characters without a shape of their own. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu;
/** Characters that look like the dot in a host name and are left by NFKC. */
const DOT_LIKE = /[\u00b7\u0660\u06f0\u0701\u0702\u16eb\u2022\u2027\u2219\u22c5\u3002\ua4f8]/g;
/** Everything that cannot be in a host name. */
const OUTSIDE_HOST = /[^\p{L}\p{N}.-]+/u;
/** The endings of file names that look like hosts. A name such as `Next.js` is no address. */
const FILE_NAME =
  /\.(?:cjs|conf|cpp|css|csv|docx?|exe|gif|go|html?|ini|java|jpe?g|jsx?|json|lock|log|md|mjs|pdf|php|png|pptx?|py|rb|rs|sh|sql|svg|toml|tsx?|txt|webp|xlsx?|xml|ya?ml)$/;
/** The paths of this server that are no pages. */
const ENDPOINT = /^\/(?:_next|api|chat|frames|v1)(?:\/|$)/i;

/**
 * Decides where a link leads and what must be said about it. Takes time linear in the length of the text.
 *
 * - Not a link: a disallowed scheme, and this server's endpoints. A request to them can start a run.
 * - Says where it leads: a link whose text names another host, is not all text, or shows its characters in another order; whose host
 *   has characters outside ASCII or follows a user name; and any scheme but http(s), unless the text has the address.
 *
 * @param text the visible text of the link and its title; undefined if the link contains anything but text
 */
export function linkTarget(url: string, text: string | undefined, base: string): LinkTarget {
  if (!isSafeLink(url)) return {};
  if (!URL.canParse(url, base)) return { href: url };
  const target = new URL(url, base);
  if (isOwnEndpoint(target, new URL(base))) return {};
  const isWeb = /^(?:https?|ftp):$/.test(target.protocol);
  const place = isWeb ? target.host : target.pathname;
  const isClear =
    text !== undefined &&
    !BIDI_CONTROL.test(text + url) &&
    (isWeb
      ? !isDisguised(target) && hostsIn(text).every((host) => isSameHost(host, target))
      : text.includes(place));
  return { href: url, ...(isClear ? {} : { shown: place }) };
}

function isOwnEndpoint(target: URL, own: URL): boolean {
  return isOwnServer(target, own) && ENDPOINT.test(decoded(target.pathname).replace(/[/\\]+/g, '/'));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // malformed: the server refuses it
  }
}

function isDisguised(target: URL): boolean {
  return target.username !== '' || target.password !== '' || /(?:^|\.)xn--/.test(target.hostname);
}

/** The host names that a text seems to contain, as the reader sees them. */
function hostsIn(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(DOT_LIKE, '.')
    .toLowerCase()
    .split(OUTSIDE_HOST)
    .map((piece) => piece.replace(/^[.-]+/, '').replace(/(?<![.-])[.-]+$/, ''))
    .filter(
      (piece) => /\.(?:\p{L}{2,}|xn--[\w-]+)$|^\d+(?:\.\d+){3}$/u.test(piece) && !FILE_NAME.test(piece),
    );
}

function isSameHost(host: string, target: URL): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  return withoutWww(new URL(`http://${host}`).hostname) === withoutWww(target.hostname);
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}
