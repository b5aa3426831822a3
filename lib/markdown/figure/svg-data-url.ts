/** A picture larger than this is left as code: it would cost more than it shows. */
const LARGEST = 500_000;

/**
 * An SVG document as the address of an `<img>`, or undefined where it is none. Inside `<img>` a browser runs no script,
 * follows no link and fetches nothing.
 */
export function svgDataUrl(code: string): string | undefined {
  if (code.length > LARGEST || !/<svg[\s>]/i.test(code)) return undefined;
  const root = /<svg(?=[\s>])[^>]*>/i.exec(code)?.[0] ?? '';
  // Without its namespace a file is not a picture, and writers often forget it.
  const named = /\sxmlns\s*=/.test(root)
    ? code
    : code.replace(/<svg(?=[\s>])/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(named)}`;
}
