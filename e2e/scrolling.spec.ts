import type { Page } from '@playwright/test';
import { providePaintedFrames } from './fixtures/page/painted-frames.ts';
import { restingTopOf, topOf } from './fixtures/page/positions.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const paragraphs = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${from + index} of a long answer.\n\n`);

const distanceToBottom = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);

/** Starts an answer that is longer than the screen and goes on streaming. */
async function begin(page: Page, upstream: { nextRequest(): Promise<UpstreamRequest> }) {
  await page.goto('/');
  await ask(page, 'Write');
  const request = await upstream.nextRequest();
  request.write(...paragraphs(0, 40));
  await expect(answerText(page).locator('.md')).toContainText('Paragraph 39 ');
  await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
  return request;
}

/** Streams more text, and waits until the page has it. */
async function goOn(page: Page, request: UpstreamRequest, from: number): Promise<void> {
  request.write(...paragraphs(from, 20));
  await expect(answerText(page)).toContainText(`Paragraph ${from + 19} `);
}

const toLatest = (page: Page) => page.getByRole('button', { name: /^(Jump to latest|New content below)$/ });

test('the page follows the end of an answer', async ({ page, upstream }) => {
  const request = await begin(page, upstream);
  await goOn(page, request, 40);
  await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
  await expect(toLatest(page)).toBeHidden();
  request.finish();
});

test('a growing composer does not cover the end of an answer', async ({ page, upstream }) => {
  const request = await begin(page, upstream);
  const form = page.locator('form');
  const before = await topOf(form);
  await page.getByRole('textbox', { name: 'Message' }).fill('one\ntwo\nthree\nfour');
  expect(await topOf(form)).toBeLessThan(before);
  await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
  request.finish();
});

for (const [name, goUp] of [
  ['the wheel', (page: Page) => page.mouse.wheel(0, -600)],
  ['a key', (page: Page) => page.keyboard.press('PageUp')],
  ['the scroll bar', (page: Page) => page.evaluate(() => scrollBy(0, -600))],
] as const) {
  test(`a reader who scrolled up with ${name} is not disturbed, and can return with a button`, async ({
    page,
    upstream,
  }) => {
    const request = await begin(page, upstream);
    await page.mouse.move(600, 300);
    await goUp(page);
    await expect(toLatest(page)).toBeVisible();
    await expect.poll(() => distanceToBottom(page)).toBeGreaterThan(100);
    const read = page.getByText('Paragraph 30 ');
    const before = await restingTopOf(read); // keys scroll smoothly
    await goOn(page, request, 40);
    await goOn(page, request, 60);
    expect(await topOf(read)).toBe(before);
    await toLatest(page).click();
    await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
    await goOn(page, request, 80);
    await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
    request.finish();
  });
}

test('drawing a diagram does not move the page', async ({ page, upstream }) => {
  await providePaintedFrames(page);
  const request = await begin(page, upstream);
  await page.locator('form').evaluate((form) => {
    globalThis.seen = new Set();
    everyPaintedFrame(() => seen.add(`${Math.round(form.getBoundingClientRect().top)} px`));
  });
  request.write('```mermaid\nflowchart LR\n  Rain --> River --> Sea\n```\n\n');
  const drawing = answerText(page).locator('.md-diagram img');
  // Meanwhile the page follows the text, which must not move the diagram off the screen: it would not be drawn there.
  for (let next = 40; next < 46 && !(await drawing.isVisible()); next++)
    request.write(...paragraphs(next, 1));
  await expect(drawing).toBeVisible();
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  expect(await page.evaluate(() => [...seen])).toHaveLength(1);
});

test('a block above that changes its height does not move the visible text', async ({ page, upstream }) => {
  const request = await begin(page, upstream);
  await page.mouse.move(600, 300);
  await page.mouse.wheel(0, -600);
  await expect(toLatest(page)).toBeVisible();
  await expect.poll(() => distanceToBottom(page)).toBeGreaterThan(100);
  const read = page.getByText('Paragraph 30 ');
  const before = await restingTopOf(read);
  await page.getByText('Paragraph 2 of').evaluate((element) => {
    element.style.height = '500px';
  });
  await goOn(page, request, 40);
  expect(Math.abs((await topOf(read)) - before)).toBeLessThanOrEqual(1);
  request.finish();
});

test('selected words stay in place and selected', async ({ page, upstream }) => {
  const request = await begin(page, upstream);
  const word = page.getByText('Paragraph 36 ');
  const box = await word.boundingBox();
  if (!box) throw new Error('The paragraph is not on the screen');
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + box.height / 2, { steps: 4 });
  const marked = () => page.evaluate(() => getSelection()?.toString());
  const text = await marked();
  expect(text).toMatch(/^Paragraph/);
  const before = await topOf(word);
  await goOn(page, request, 40);
  expect(await topOf(word)).toBe(before);
  await page.mouse.up();
  await goOn(page, request, 60);
  expect(await topOf(word)).toBe(before);
  expect(await marked()).toBe(text);
  await expect(toLatest(page)).toBeVisible();
  request.finish();
});
