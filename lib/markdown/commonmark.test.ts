import specification from 'commonmark-spec';
import { micromark } from 'micromark';
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal';
import { describe, expect, test } from 'vitest';
import { canonicalHtml } from './fixtures/canonical-html.ts';
import { renderStore, renderWhole, streamed } from './fixtures/render.tsx';

/**
 * Examples with HTML outside the sections on HTML. Runnel treats HTML as text, so they are compared with the output of a reference
 * parser with HTML off, not with the specification's output.
 */
const RAW_HTML = [21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643];
/** Examples of addresses that are no links in CommonMark but are in GFM: compared with a reference parser with GFM's rule. */
const BARE_LINKS = [608, 611, 612];
/** Links with a scheme that is not allowed (`url-safety.ts`): they stay text. */
const DISALLOWED_SCHEMES = [598, 599, 601];

const exceptions = new Set([...RAW_HTML, ...BARE_LINKS]);
const withoutHtml = { disable: { null: ['htmlFlow', 'htmlText'] } };

/** The expected output of an example: the specification's, or that of a reference parser with Runnel's options. */
function expectedHtml(number: number, markdown: string, html: string): string {
  if (!exceptions.has(number)) return html;
  return micromark(markdown, {
    extensions: [withoutHtml, gfmAutolinkLiteral()],
    htmlExtensions: [gfmAutolinkLiteralHtml()],
  });
}

const examples = specification.tests
  .filter(({ section }) => section !== 'HTML blocks' && section !== 'Raw HTML')
  .map((example) => {
    const markdown = example.markdown.replaceAll('→', '\t');
    const html = expectedHtml(example.number, markdown, example.html.replaceAll('→', '\t'));
    return { number: example.number, markdown, html: canonicalHtml(html) };
  });

describe("CommonMark's examples outside the sections on HTML", () => {
  test('are 588, of which 570 need neither HTML nor GFM links', () => {
    expect([examples.length, examples.length - exceptions.size]).toEqual([588, 570]);
  });

  test('match the reference when parsed whole, except for links with a disallowed scheme', () => {
    const mismatches = examples.filter(({ markdown, html }) => canonicalHtml(renderWhole(markdown)) !== html);
    expect(mismatches.map(({ number }) => number)).toEqual(DISALLOWED_SCHEMES);
  });

  test('a link with a disallowed scheme is text', () => {
    for (const { markdown, number } of examples.filter((example) =>
      DISALLOWED_SCHEMES.includes(example.number),
    ))
      expect(canonicalHtml(renderWhole(markdown)), String(number)).toBe(
        `<p>${markdown.trim().replace('<', '&lt;')}</p>`,
      );
  });

  test.each([1, 3, 7])('streamed by %i characters, match the result of parsing them whole', (size) => {
    const mismatches = examples.filter(
      ({ markdown }) => renderStore(streamed(markdown, size)) !== renderWhole(markdown),
    );
    expect(mismatches.map(({ number }) => number)).toEqual([]);
  });
});
