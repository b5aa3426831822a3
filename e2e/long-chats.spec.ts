// A chat of a thousand messages: it opens at its end, the others are rendered when the browser is idle, and skipped while they are far from
// the screen.
import type { Page } from '@playwright/test';
import { restingTopOf, topOf } from './fixtures/page/positions.ts';
import { storeChat } from './fixtures/page/stored-chat.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const distanceToBottom = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);

const text = `Water goes **down**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n${'A sentence about rivers. '.repeat(12)}`;
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
    (globalThis as unknown as { find(...search: unknown[]): boolean }).find('Question 4?', true, false, true),
  );
  expect(isFound).toBe(true);
  await expect(page.getByText('Question 4?', { exact: true })).toBeInViewport();
});

test('only the messages near the screen have controls and observed boxes', async ({ page }) => {
  await page.addInitScript(() => {
    const observed = new Set<Element>();
    Object.assign(globalThis, { observed });
    const { observe, unobserve } = ResizeObserver.prototype;
    ResizeObserver.prototype.observe = function (element) {
      observed.add(element);
      observe.call(this, element);
    };
    ResizeObserver.prototype.unobserve = function (element) {
      observed.delete(element);
      unobserve.call(this, element);
    };
  });
  await page.goto('/chats/long');
  await expect.poll(() => mounted(page), { timeout: 20_000 }).toBe(1_000);
  const controls = page.locator('[role=toolbar]');
  const observedTables = () =>
    page.evaluate(() => {
      const { observed } = globalThis as unknown as { observed: Set<Element> };
      return [...observed].filter((element) => element.matches('table')).length;
    });
  await expect.poll(() => controls.count()).toBeLessThan(60);
  await expect.poll(observedTables).toBeLessThan(30);
  expect(await observedTables()).toBeGreaterThan(0);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page.locator('#message-m1 [role=toolbar]')).toBeAttached();
  await expect(page.locator('#message-m1 .md-table')).toBeInViewport();
  await expect.poll(observedTables).toBeGreaterThan(0);
  await expect.poll(() => controls.count()).toBeLessThan(60);
});

test('a question and its answer change nothing in the messages before', async ({ page, upstream }) => {
  await page.goto('/chats/long');
  await expect.poll(() => mounted(page), { timeout: 20_000 }).toBe(1_000);
  await expect(page.locator('#message-m999 [role=toolbar]')).toBeAttached();
  await page.evaluate(() => {
    const changed: string[] = [];
    Object.assign(globalThis, { changed });
    const groups = [...(document.querySelector('main [role=list]')?.children ?? [])];
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) changed.push((target as Element).outerHTML.slice(0, 200));
    });
    // The last groups have the controls that a running answer disables, and one of them becomes skippable.
    for (const group of groups.slice(0, -3))
      observer.observe(group, { subtree: true, childList: true, attributes: true });
  });
  await ask(page, 'And now?');
  const request = await upstream.nextRequest();
  request.write('Now.');
  await expect(answerText(page)).toHaveText('Now.');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  expect(await page.evaluate('changed')).toEqual([]);
});
