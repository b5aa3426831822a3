/** Allowed link schemes. A link with any other (`javascript:`, `file:`, `data:`, an app's own) stays text. */
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'ftp', 'irc', 'ircs', 'xmpp']);

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** Raster images only: an SVG in a data URL is a document. */
const RASTER_DATA = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,/i;

// Browsers ignore control characters and spaces inside a scheme, so `java\nscript:` is one.
const IGNORED_BY_BROWSERS = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/** Whether a link may lead to `url`: a relative address, or one with an allowed scheme. */
export function isSafeLink(url: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(IGNORED_BY_BROWSERS, ''))?.[1];
  return scheme === undefined || LINK_SCHEMES.has(scheme.toLowerCase());
}

/** Whether an image can be shown without a network request. */
export function isEmbeddedImage(url: string): boolean {
  return RASTER_DATA.test(url);
}

/** The host that an image would be fetched from; undefined if it must not be fetched. This server has no images for answers. */
export function imageHost(url: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const target = new URL(url, base);
  const isFetched = /^https?:$/.test(target.protocol) && !isOwnServer(target, new URL(base));
  return isFetched ? target.host : undefined;
}

/** Whether an address is this server's, by its own name or by another name of the same machine. */
export function isOwnServer(target: URL, own: URL): boolean {
  return (
    target.host === own.host ||
    (target.port === own.port && LOOPBACK.test(target.hostname) && LOOPBACK.test(own.hostname))
  );
}
