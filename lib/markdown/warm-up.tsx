import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { MarkdownLabels } from './labels.ts';
import { Markdown } from './markdown.tsx';
import { loadFormulas } from './math/formula.tsx';

/** One kind of text each, so that none takes long. */
const SAMPLES = [
  'a',
  '**a** *b* ***c*** ~~d~~ [e](https://example.com)',
  '`a`',
  '# a\n\n### b\n\n> c\n\n---',
  '- a\n  1. b\n- [x] c',
  '| a | b |\n| --- | --- |\n| c | d |',
  '```\na\n```',
  'a[^1]\n\n[^1]: b',
];
const FORMULAS = ['$a_1 \\neq \\sqrt{b}$', '$$\n\\sum_{i=1}^n \\frac{i^2}{\\left(i + 1\\right)}\n$$'];

type Step = () => unknown;

/**
 * Prepares the first answer, in short steps for idle moments: samples are rendered and laid out, because an engine compiles code when it
 * first runs, and a browser opens a font when text first uses it.
 */
export function warmUpSteps(labels: MarkdownLabels): Step[] {
  const code = () => import('./code/highlight-channel.ts');
  return [...SAMPLES.map((text) => () => renderOnce(text, labels)), code];
}

/** The same for formulas, whose code and fonts are larger than the rest. */
export function formulaSteps(labels: MarkdownLabels): Step[] {
  return [loadFormulas, ...FORMULAS.map((text) => () => renderOnce(text, labels))];
}

/** Renders a text out of sight, lays it out, and removes it. */
function renderOnce(text: string, labels: MarkdownLabels): void {
  const host = document.createElement('div');
  host.style.cssText = 'position: fixed; visibility: hidden; inline-size: 20rem';
  document.body.append(host);
  const root = createRoot(host);
  flushSync(() => root.render(<Markdown text={text} streaming={false} labels={labels} />));
  void host.offsetHeight;
  root.unmount();
  host.remove();
}
