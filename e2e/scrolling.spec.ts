import type { Page } from '@playwright/test';
import { providePaintedFrames } from './fixtures/page/painted-frames.ts';
import { restingTopOf, topOf } from './fixtures/page/positions.ts';
import { storeChat } from './fixtures/page/stored-chat.ts';
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

test.describe('a chat of a thousand messages', () => {
  const text = `Water goes **down**.\n\n- one\n- two\n\n${'A sentence about rivers. '.repeat(12)}`;
  const mounted = (page: Page) => page.locator('main article').count();

  test.beforeEach(async ({ page, upstream }) => {
    await page.goto('/');
    await ask(page, 'Hello');
    const request = await upstream.nextRequest();
    request.write('Hello');
    request.finish();
    await expect(page.locator('article[aria-busy=false]')).toBeVisible();
    await storeChat(page, 'long', 1_000, text);
    // Records in every frame, just before it is painted, where the last answer ends: resize observers run after
    // layout, and a new one after all others, including those of the app.
    await page.addInitScript(() => {
      const places: number[] = [];
      Object.assign(globalThis, { places });
      const look = () => {
        const last = [...document.querySelectorAll('main article')].at(-1);
        if (last?.querySelector('.md strong')) places.push(Math.round(last.getBoundingClientRect().bottom));
      };
      const frame = () => {
        const observer = new ResizeObserver(() => {
          observer.disconnect();
          look();
        });
        observer.observe(document.documentElement);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  });

  test('opens at its end with a few messages, and nothing moves while the others are rendered', async ({
    page,
  }) => {
    await page.goto('/chats/long');
    await expect(page.getByText('Answer 999.')).toBeInViewport();
    await expect.poll(() => mounted(page), { timeout: 20_000 }).toBe(1_000);
    const places = await page.evaluate(() => (globalThis as unknown as { places: number[] }).places);
    expect(places.length).toBeGreaterThan(10);
    expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(1);
    expect(await distanceToBottom(page)).toBeLessThan(2);
  });

  test('keeps the place of a reader who scrolls up while the others are rendered', async ({ page }) => {
    await page.goto('/chats/long');
    const read = page.getByText('Answer 995.');
    await expect(read).toBeAttached();
    await page.mouse.move(600, 300);
    await page.mouse.wheel(0, -500);
    await expect.poll(() => distanceToBottom(page)).toBeGreaterThan(400);
    const before = await restingTopOf(read);
    await expect.poll(() => mounted(page), { timeout: 20_000 }).toBe(1_000);
    expect(Math.abs((await topOf(read)) - before)).toBeLessThanOrEqual(2);
  });

  test("finds its first message with the browser's search", async ({ page }) => {
    await page.goto('/chats/long');
    await expect.poll(() => mounted(page), { timeout: 20_000 }).toBe(1_000);
    const isFound = await page.evaluate(() =>
      // Forwards from the cursor, then from the start.
      (globalThis as unknown as { find(...search: unknown[]): boolean }).find(
        'Question 4?',
        true,
        false,
        true,
      ),
    );
    expect(isFound).toBe(true);
    await expect(page.getByText('Question 4?', { exact: true })).toBeInViewport();
  });
});
