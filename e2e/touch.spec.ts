import type { Locator } from '@playwright/test';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { ask, expect, test } from './fixtures/test.ts';

test.use({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });

const ANSWER = 'Salt[^1] comes from **rivers**.\n\n```js\nlet a = 1;\n```\n\n[^1]: Sodium.\n';

/** The controls that are too small for a finger, with their sizes. */
function smallerThan(controls: Locator, least: number): Promise<string[]> {
  return controls.evaluateAll(
    (elements, least) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < least || box.height < least)
        .map(
          ({ element, box }) =>
            `${element.getAttribute('aria-label') ?? element.textContent} ${box.width}×${box.height}`,
        ),
    least,
  );
}

test('frequent controls are at least 44 pixels large, and all others 24', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'Why is the sea salt?', answer: ANSWER }]);
  await page.goto('/chats/one');
  await expect(page.getByRole('button', { name: 'Regenerate' })).toBeVisible();
  await expect(page.locator('pre')).toBeVisible();
  const header = page.locator('header');
  await expect(header.getByRole('button')).toHaveCount(3); // the chats, the menu of this chat, a new chat
  expect(await smallerThan(header.locator('button'), 44)).toEqual([]);
  expect(await smallerThan(page.locator('form button, form textarea'), 44)).toEqual([]);
  expect(await smallerThan(page.getByRole('toolbar').getByRole('button'), 44)).toEqual([]);
  expect(await smallerThan(page.locator('button, select, input, summary'), 24)).toEqual([]);
  // The number of a footnote is a link in a line of text, which WCAG exempts.
  const mark = page.getByRole('link', { name: 'Footnote 1' });
  await expect(mark).toBeInViewport();
  const hit = () =>
    mark.evaluate((element) => {
      const { x, y } = element.getBoundingClientRect();
      return document.elementFromPoint(x - 6, y - 6)?.textContent;
    });
  await expect.poll(hit).toBe('1');
});

test('the icons of a question keep their distance from the notice that its answer failed', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Why?');
  (await upstream.nextRequest()).refuse(400, 'No.');
  const icons = page.getByRole('listitem').filter({ hasText: 'Why?' }).getByRole('toolbar');
  await expect(icons).toBeVisible();
  const question = await page.getByRole('article', { name: 'Question' }).boundingBox();
  const row = await icons.boundingBox();
  const banner = await page.locator('[data-outcome=failed]').boundingBox();
  if (!question || !row || !banner) throw new Error('A part is missing');
  expect(row.y).toBeGreaterThanOrEqual(question.y + question.height);
  expect(banner.y - (row.y + row.height)).toBeGreaterThanOrEqual(8);
});

test('the tabs of the settings fade where more follow, and the chosen one comes into view', async ({
  page,
}) => {
  await page.goto('/');
  await page.keyboard.press('Control+,');
  const tabs = page.getByRole('tablist');
  await expect(tabs).toBeVisible();
  const state = () =>
    tabs.evaluate((list) => {
      const { left, right } = list.getBoundingClientRect();
      const boxes = [...list.children].map((tab) => tab.getBoundingClientRect());
      const active = list.querySelector('[data-state=active]')?.getBoundingClientRect();
      return {
        fades: getComputedStyle(list).maskImage.includes('gradient'),
        cut: boxes.some((box) => box.right > right),
        // Wholly between the fades, which are 20 px wide.
        shown: active !== undefined && active.left >= left + 19 && active.right <= right - 19,
      };
    });
  await expect.poll(state).toEqual({ fades: true, cut: true, shown: true });
  await tabs.getByRole('tab', { name: 'Data' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Data' })).toBeVisible();
  await expect.poll(state).toEqual({ fades: true, cut: false, shown: true });
});
