import specification from 'commonmark-spec';
import { micromark } from 'micromark';
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal';
import { describe, expect, test } from 'vitest';
import { canonicalHtml } from './fixtures/canonical-html.ts';
import { renderStore, renderWhole, streamed } from './fixtures/render.tsx';

/**
 * Examples outside the sections on HTML that hold HTML all the same. HTML is text here, so they are compared with what a
 * CommonMark parser makes of them whose HTML is turned off, and not with the specification's own output.
 */
const RAW_HTML = [21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643];
/** Examples that say "this is no link" of an address that GFM links: compared with a parser that has GFM's rule. */
const BARE_LINKS = [608, 611, 612];
/** Links with a scheme that is not on the list of those a link may have (`url-safety.ts`): here they stay text. */
const UNKNOWN_SCHEMES = [598, 599, 601];

const otherwise = new Set([...RAW_HTML, ...BARE_LINKS]);
const withoutHtml = { disable: { null: ['htmlFlow', 'htmlText'] } };

/** What the example must give: the specification's output, or a reference parser's with the same choice as here. */
function expectedHtml(number: number, markdown: string, html: string): string {
  if (!otherwise.has(number)) return html;
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
  test('there are 588: 570 with an output that needs no HTML and no link that GFM would add', () => {
    expect([examples.length, examples.length - otherwise.size]).toEqual([588, 570]);
  });

  test('read whole, all are equal to the reference but the links with a scheme that is not allowed', () => {
    const unequal = examples.filter(({ markdown, html }) => canonicalHtml(renderWhole(markdown)) !== html);
    expect(unequal.map(({ number }) => number)).toEqual(UNKNOWN_SCHEMES);
  });

  test('a link with a scheme that is not allowed is its text', () => {
    for (const { markdown, number } of examples.filter((example) => UNKNOWN_SCHEMES.includes(example.number)))
      expect(canonicalHtml(renderWhole(markdown)), String(number)).toBe(
        `<p>${markdown.trim().replace('<', '&lt;')}</p>`,
      );
  });

  test.each([1, 3, 7])('streamed by %i characters, all are equal to themselves read whole', (size) => {
    const unequal = examples.filter(
      ({ markdown }) => renderStore(streamed(markdown, size)) !== renderWhole(markdown),
    );
    expect(unequal.map(({ number }) => number)).toEqual([]);
  });
});
