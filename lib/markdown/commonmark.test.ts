import specification from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import { canonicalHtml } from './fixtures/canonical-html.ts';
import { renderStore, renderWhole, streamed } from './fixtures/render.tsx';

/** Examples outside the sections on HTML whose reference output holds raw HTML. Here HTML is shown as text. */
const RAW_HTML = [21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643];
/** Addresses that GFM links and CommonMark does not. */
const BARE_LINKS = [608, 611, 612];
/** Schemes that are not on the list of those a link may have. */
const UNKNOWN_SCHEMES = [598, 599, 601];
const different = new Set([...RAW_HTML, ...BARE_LINKS, ...UNKNOWN_SCHEMES]);

const examples = specification.tests
  .filter(({ section }) => section !== 'HTML blocks' && section !== 'Raw HTML')
  .map(({ markdown, html, number }) => ({
    number,
    markdown: markdown.replaceAll('→', '\t'),
    html: canonicalHtml(html.replaceAll('→', '\t')),
  }));

describe("CommonMark's examples outside the sections on HTML", () => {
  test('there are 588, of which 21 differ on purpose', () => {
    expect([examples.length, different.size]).toEqual([588, 21]);
  });

  test('read whole, all but those are equal to the reference', () => {
    const unequal = examples.filter(({ markdown, html }) => canonicalHtml(renderWhole(markdown)) !== html);
    expect(unequal.map(({ number }) => number)).toEqual([...different].sort((one, other) => one - other));
  });

  test.each([1, 3, 7])('streamed by %i characters, all are equal to themselves read whole', (size) => {
    const unequal = examples.filter(
      ({ markdown }) => renderStore(streamed(markdown, size)) !== renderWhole(markdown),
    );
    expect(unequal.map(({ number }) => number)).toEqual([]);
  });
});
