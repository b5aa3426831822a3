import type { Locator, Page } from '@playwright/test';
import { contrast, luminances } from './fixtures/page/colors.ts';
import { read } from './fixtures/page/reading.ts';
import { ask, expect, test } from './fixtures/test.ts';

const GROUNDS = ['page', 'sidebar', 'surface', 'raised'] as const;

for (const colorScheme of ['light', 'dark'] as const)
  test(`in ${colorScheme} colors the surfaces differ, and text and text fields have enough contrast`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    const names = [...GROUNDS, 'ink', 'muted', 'accent', 'danger', 'on-accent', 'edge'];
    const color = await luminances(page, names);
    const between = (one: string, other: string) => contrast(color[one], color[other]);
    expect(between('page', 'surface')).toBeGreaterThan(1.15);
    expect(between('page', 'sidebar')).toBeGreaterThan(1.1);
    expect(color.sidebar).toBeLessThan(color.page ?? 0);
    for (const ground of GROUNDS)
      for (const text of ['ink', 'muted', 'accent', 'danger'])
        expect(between(text, ground), `${text} on ${ground}`).toBeGreaterThan(4.5);
    expect(between('on-accent', 'accent')).toBeGreaterThan(4.5);
    for (const ground of ['page', 'raised'])
      expect(between('edge', ground), `the border of a field on ${ground}`).toBeGreaterThan(3);
  });

test('the sidebar and the fields have the colors that are meant for them', async ({ page }) => {
  await page.goto('/');
  const style = (element: Locator, property: string, token: string) =>
    element.evaluate(
      (each, [property, token]) => {
        const shown = getComputedStyle(each).getPropertyValue(property ?? '');
        each.style.setProperty(property ?? '', `var(--color-${token})`);
        each.style.setProperty('transition', 'none');
        return shown === getComputedStyle(each).getPropertyValue(property ?? '');
      },
      [property, token],
    );
  expect(await style(page.locator('aside'), 'background-color', 'sidebar')).toBe(true);
  await page.getByRole('textbox', { name: 'Message' }).blur();
  await expect.poll(() => page.locator('form').evaluate((form) => form.getAnimations().length)).toBe(0);
  expect(await style(page.locator('form'), 'border-top-color', 'edge')).toBe(true);
  const send = page.getByRole('button', { name: 'Send' });
  await expect(send).toBeDisabled();
  expect(await style(send, 'background-color', 'line')).toBe(true);
  expect(await send.evaluate((button) => getComputedStyle(button).opacity)).toBe('1');
});

/** The boxes of a new chat's logo, greeting, composer and prompts, from top to bottom. */
const partsOf = (page: Page) =>
  Promise.all(
    [
      page.locator('main svg').first(),
      page.getByRole('heading', { level: 1 }),
      page.locator('form'),
      page.locator('main ul'),
    ].map(async (part) => {
      const box = await part.boundingBox();
      if (box === null) throw new Error('A part of the empty page is missing');
      return { ...box, bottom: box.y + box.height };
    }),
  );

test('a new chat is one group in the middle of the window', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/');
  const [mark, greeting, composer, prompts] = await partsOf(page);
  if (!mark || !greeting || !composer || !prompts) throw new Error('A part is missing');
  expect([mark.width, mark.height]).toEqual([40, 40]);
  expect(greeting.y - mark.bottom).toBe(32);
  expect(composer.y - greeting.bottom).toBe(32);
  expect(prompts.y - composer.bottom).toBe(32);
  expect(composer.height).toBeGreaterThanOrEqual(104);
  // As far from the header as from the note below.
  const header = await page.locator('header').evaluate((each) => each.getBoundingClientRect().bottom);
  const note = await page
    .locator('main > div > p[role=status]:not(.sr-only)')
    .evaluate((each) => each.getBoundingClientRect().top);
  expect(Math.abs(mark.y - header - (note - prompts.bottom))).toBeLessThan(32);
  const heading = page.getByRole('heading', { level: 1 });
  const style = await heading.evaluate((each) => {
    const { fontSize, fontWeight, letterSpacing } = getComputedStyle(each);
    return { fontSize, fontWeight, letterSpacing };
  });
  expect(style).toEqual({ fontSize: '40px', fontWeight: '600', letterSpacing: '-0.8px' });
  expect(await page.locator('form').evaluate((form) => getComputedStyle(form).borderRadius)).toBe('24px');
});

for (const [width, height] of [
  [720, 450],
  [360, 640],
  [320, 568],
  [812, 375],
] as const)
  test(`at ${width} × ${height} a new chat opens with its greeting and its composer on the screen`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    await page.waitForLoadState('networkidle'); // the code that follows answers is there
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
    await expect(page.locator('form')).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

test('on a phone a new chat has one logo, and stays where it is when the notice about the demo comes', async ({
  page,
}) => {
  await page.setViewportSize({ width: 375, height: 740 });
  const { promise: known, resolve: tell } = Promise.withResolvers<void>();
  await page.route('**/api/models', async (route) => {
    const catalogue = await (await route.fetch()).json();
    await known;
    await route.fulfill({ json: { ...catalogue, notice: { code: 'demo-only', message: '' } } });
  });
  await page.goto('/');
  await expect(page.locator('p[aria-live=polite]')).toBeAttached(); // the code that follows answers is there
  await expect(page.locator('path[d^="M4 3c0"]').filter({ visible: true })).toHaveCount(1);
  const before = await page.locator('form').boundingBox();
  tell();
  await expect(page.getByText('The built-in demo is answering.')).toBeVisible();
  expect(await page.locator('form').boundingBox()).toEqual(before);
});

test('below the composer of a chat there is room for a notice of one line, and no more', async ({
  page,
  upstream,
}) => {
  await read(page, upstream, 'First.');
  const { y = 0, height = 0 } = (await page.locator('form').boundingBox()) ?? {};
  expect(await page.evaluate(() => innerHeight)).toBe(Math.round(y + height + 28));
});

test('headings, text, code and tables keep their distances', async ({ page, upstream }) => {
  const answer = await read(
    page,
    upstream,
    'First.\n\n## Rivers\n\nText.\n\nMore.\n\n```js\nlet a = 1;\n```\n\nBetween.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast.\n',
  );
  const box = async (element: Locator) => {
    const { y = 0, height = 0 } = (await element.boundingBox()) ?? {};
    return { top: y, bottom: y + height };
  };
  const paragraph = (text: string) => box(answer.getByText(text, { exact: true }));
  const heading = await box(answer.getByRole('heading'));
  const code = await box(answer.getByRole('figure'));
  const table = await box(answer.locator('.md-table'));
  expect(heading.top - (await paragraph('First.')).bottom).toBe(36);
  expect((await paragraph('Text.')).top - heading.bottom).toBe(12);
  expect((await paragraph('More.')).top - (await paragraph('Text.')).bottom).toBe(16);
  expect(code.top - (await paragraph('More.')).bottom).toBe(32);
  expect((await paragraph('Between.')).top - code.bottom).toBe(32);
  expect(table.top - (await paragraph('Between.')).bottom).toBe(32);
  expect((await paragraph('Last.')).top - table.bottom).toBe(32);
  const line = await answer.locator('pre code').evaluate((each) => {
    const { fontSize, lineHeight } = getComputedStyle(each);
    return `${fontSize}/${lineHeight}`;
  });
  expect(line).toBe('14px/22px');
});

test('an answer begins 24 px below its question', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toHaveText('Because.');
  const question = await page.getByRole('article', { name: 'Question' }).boundingBox();
  const answer = await page.getByRole('article', { name: 'Answer' }).boundingBox();
  if (!question || !answer) throw new Error('No exchange');
  expect(answer.y - (question.y + question.height)).toBe(24);
});
