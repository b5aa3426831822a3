import katex from 'katex';
import 'katex/dist/katex.min.css';

/**
 * Draws a formula as HTML with MathML beside it for those who listen, or returns undefined where the TeX is wrong.
 * The HTML is safe to insert: `trust` is off, so no command makes links, classes, styles or pictures.
 */
export function renderFormula(tex: string, isDisplay: boolean): string | undefined {
  try {
    return katex.renderToString(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      // What one formula may cost: TeX can define macros that grow without end, and boxes as wide as the sky.
      maxExpand: 500,
      maxSize: 40,
    });
  } catch {
    return undefined;
  }
}
