/** Schemes a link may have. Everything else (`javascript:`, `file:`, `data:`, an app's own scheme) stays text. */
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'ftp', 'irc', 'ircs', 'xmpp']);

/** Raster pictures only: an SVG in a data URL is a document. */
const RASTER_DATA = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,/i;

// A browser ignores control characters and spaces inside a scheme, so `java\nscript:` is one.
const IGNORED_BY_BROWSERS = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/** Whether a link may lead to `url`: a relative address or one of the allowed schemes. */
export function isSafeLink(url: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(IGNORED_BY_BROWSERS, ''))?.[1];
  return scheme === undefined || LINK_SCHEMES.has(scheme.toLowerCase());
}

/** Whether a picture may be shown without asking anyone over the network. */
export function isEmbeddedImage(url: string): boolean {
  return RASTER_DATA.test(url);
}

/** The host a picture would be fetched from, or undefined where it may not be fetched at all. */
export function imageHost(url: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, host } = new URL(url, base);
  return protocol === 'https:' || protocol === 'http:' ? host : undefined;
}
