/** The maximum length of an SVG. A longer one would block the page while it is decoded, so it stays code. */
export const MAX_SVG_LENGTH = 500_000;

/**
 * An SVG document as a data URL for an `<img>`; undefined if the code is not SVG. Inside `<img>` a browser runs no script, follows
 * no link and fetches nothing.
 */
export function svgDataUrl(code: string): string | undefined {
  if (code.length > MAX_SVG_LENGTH || !/<svg[\s>]/i.test(code)) return undefined;
  const root = /<svg(?=[\s>])[^<>]*>/i.exec(code)?.[0] ?? '';
  // An SVG without its namespace is not an image, and authors often forget it.
  const namespaced = /\sxmlns\s*=/.test(root)
    ? code
    : code.replace(/<svg(?=[\s>])/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(namespaced)}`;
}
