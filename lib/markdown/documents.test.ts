import { describe, expect, test } from 'vitest';
import { canonicalHtml } from './fixtures/canonical-html.ts';
import reference20 from './fixtures/doc20.html?raw';
import document20 from './fixtures/doc20.md?raw';
import reference100 from './fixtures/doc100.html?raw';
import document100 from './fixtures/doc100.md?raw';
import { renderStore, renderWhole, streamed } from './fixtures/render.tsx';

// The references are remark-gfm's output. It has no math, so formulas are compared by their source.
describe.each([
  ['20 KB', document20, reference20],
  ['100 KB', document100, reference100],
])('a document of %s', (_, text, reference) => {
  test('has the elements of the reference', () => {
    expect(canonicalHtml(renderWhole(text))).toBe(canonicalHtml(reference));
  });

  test('has the same HTML when streamed in tokens of four characters', () => {
    expect(renderStore(streamed(text, 4)) === renderWhole(text)).toBe(true);
  });

  test('has the same HTML with CRLF line endings that are split between pieces', () => {
    expect(renderStore(streamed(text.replaceAll('\n', '\r\n'), 7)) === renderWhole(text)).toBe(true);
  });
});
