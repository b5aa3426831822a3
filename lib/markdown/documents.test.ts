import { describe, expect, test } from 'vitest';
import { canonicalHtml } from './fixtures/canonical-html.ts';
import reference20 from './fixtures/doc20.html?raw';
import document20 from './fixtures/doc20.md?raw';
import reference100 from './fixtures/doc100.html?raw';
import document100 from './fixtures/doc100.md?raw';
import { renderStore, renderWhole, streamed } from './fixtures/render.tsx';

// Made by remark-gfm, which knows no math: a formula is compared as its source.
describe.each([
  ['20 KB', document20, reference20],
  ['100 KB', document100, reference100],
])('a document of %s', (_, text, reference) => {
  test('read whole gives the elements of the reference', () => {
    expect(canonicalHtml(renderWhole(text))).toBe(canonicalHtml(reference));
  });

  test('streamed in tokens of four characters gives the same HTML', () => {
    expect(renderStore(streamed(text, 4)) === renderWhole(text)).toBe(true);
  });

  test('with CRLF line endings, cut inside them, gives the same HTML', () => {
    expect(renderStore(streamed(text.replaceAll('\n', '\r\n'), 7)) === renderWhole(text)).toBe(true);
  });
});
