import katex from 'katex';
import 'katex/dist/katex.min.css';

/**
 * Renders a formula as HTML with MathML for screen readers; returns undefined for invalid TeX. The HTML is safe to insert:
 * `trust` is off, so no command adds links, classes, styles or images.
 */
export function renderFormula(tex: string, isDisplay: boolean): string | undefined {
  try {
    return katex.renderToString(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      // TeX can define macros that expand without end, and boxes of any size.
      maxExpand: 500,
      maxSize: 40,
    });
  } catch {
    return undefined;
  }
}
