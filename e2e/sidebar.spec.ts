import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Chats' });
const titles = (page: Page) => sidebar(page).getByRole('link');

const boxOf = (element: Locator) =>
  element.evaluate((target) => target.getBoundingClientRect().toJSON() as DOMRect);

async function choose(page: Page, title: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Options for “${title}”` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('chats are grouped by day, and a new question moves its chat to the top in every tab', async ({
  page,
  context,
  upstream,
}) => {
  await storeChats(page, [
    { id: 'one', title: 'The first' },
    { id: 'two', title: 'The second', daysAgo: 1 },
    { id: 'three', title: 'The third', daysAgo: 4 },
    { id: 'four', title: 'The fourth', daysAgo: 500 },
  ]);
  await page.goto('/chats/two');
  await expect(titles(page)).toHaveText(['The first', 'The second', 'The third', 'The fourth']);
  await expect(sidebar(page).getByRole('heading').first()).toHaveText('Today');
  await expect(sidebar(page).getByRole('heading')).toHaveCount(4);
  await expect(page.getByRole('link', { name: 'The second' })).toHaveAttribute('aria-current', 'page');

  const other = await context.newPage();
  await other.goto('/');
  await expect(titles(other)).toHaveCount(4);
  await ask(page, 'Again');
  const request = await upstream.nextRequest();
  request.write('Yes');
  request.finish();
  await expect(titles(other)).toHaveText(['The second', 'The first', 'The third', 'The fourth']);
});

test('opening a chat requests no page from the server', { tag: '@firefox' }, async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first', answer: 'One' },
    { id: 'two', title: 'The second', answer: 'Two' },
  ]);
  await page.goto('/');
  await page.getByRole('link', { name: 'The first' }).click();
  await expect(answerText(page)).toHaveText('One');
  const asked: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && asked.push(request.url()));
  await page.getByRole('link', { name: 'The second' }).click();
  await expect(answerText(page)).toHaveText('Two');
  await page.goBack();
  await expect(answerText(page)).toHaveText('One');
  expect(asked).toEqual([]);
});

test('a chat is renamed in the list, and Escape discards the new title', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'The first' }]);
  await page.goto('/');
  await choose(page, 'The first', 'Rename');
  const field = page.getByRole('textbox', { name: 'New title' });
  await expect(field).toBeFocused();
  await field.fill('河流');
  await field.press('Enter');
  await expect(titles(page)).toHaveText(['河流']);
  await titles(page).focus();
  await page.keyboard.press('F2');
  await field.fill('Something else');
  await field.press('Escape');
  await expect(titles(page)).toHaveText(['河流']);
});

test('a title uses the whole row and fades at its end, until the row shows its menu', async ({ page }) => {
  const title = 'A title that is much longer than the sidebar is wide, as many first questions are';
  await storeChats(page, [
    { id: 'long', title },
    { id: 'arabic', title: 'ما هو الوقت الآن في طوكيو وما هو حاصل ضرب العددين في بعضهما البعض' },
  ]);
  await page.goto('/');
  const row = sidebar(page).getByRole('listitem').filter({ hasText: title });
  const text = row.getByText(title);
  await expect(text).toHaveCSS('mask-image', /^linear-gradient\((?:to right|90deg), /);
  await expect(sidebar(page).getByText('طوكيو')).toHaveCSS(
    'mask-image',
    /^linear-gradient\((?:to left|270deg|-90deg), /,
  );
  const { right: edge } = await boxOf(row);
  expect(edge - (await boxOf(text)).right).toBeLessThan(12);
  await row.hover();
  const menu = row.getByRole('button', { name: 'Options for' });
  await expect(menu).toHaveCSS('opacity', '1');
  expect((await boxOf(text)).right).toBeLessThanOrEqual((await boxOf(menu)).left);
});

test('a pinned chat stays at the top until it is unpinned', async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first' },
    { id: 'two', title: 'The second', daysAgo: 3 },
  ]);
  await page.goto('/');
  await choose(page, 'The second', 'Pin');
  await expect(titles(page)).toHaveText(['The second', 'The first']);
  await expect(sidebar(page).getByRole('heading').first()).toHaveText('Pinned');
  await choose(page, 'The second', 'Unpin');
  await expect(titles(page)).toHaveText(['The first', 'The second']);
});

test('a deleted chat can be restored, and the notice does not take the focus', async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first', answer: 'One' },
    { id: 'two', title: 'The second' },
  ]);
  await page.goto('/chats/one');
  await expect(answerText(page)).toHaveText('One');
  await choose(page, 'The first', 'Delete');
  await expect(titles(page)).toHaveText(['The second']);
  await expect(page).toHaveURL(/\/$/);
  const toast = page.getByRole('status', { name: 'Notifications' });
  await expect(toast).toContainText('Chat deleted');
  await expect(toast.locator(':focus')).toHaveCount(0);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page)).toHaveText(['The first', 'The second']);
  await expect(answerText(page)).toHaveText('One');
});

test('a deleted chat is gone once it can no longer be restored', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'The first' }]);
  await page.clock.install();
  await page.goto('/');
  await choose(page, 'The first', 'Delete');
  await expect(page.getByText('Chat deleted')).toBeVisible();
  await page.clock.fastForward(11_000);
  await expect(page.getByText('Chat deleted')).toBeHidden();
  await page.goto('/chats/one');
  await expect(page.getByRole('heading', { name: 'Chat not found' })).toBeVisible();
});

test('a chat can be duplicated and exported', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'The first', answer: 'One **two**' }]);
  await page.goto('/');
  const json = page.waitForEvent('download');
  await choose(page, 'The first', 'Export as JSON');
  expect((await json).suggestedFilename()).toMatch(/^The first \d{4}-\d\d-\d\d\.json$/);
  const markdown = page.waitForEvent('download');
  await choose(page, 'The first', 'Export as Markdown');
  expect(await readFile(await (await markdown).path(), 'utf8')).toContain('One **two**');
  await choose(page, 'The first', 'Duplicate');
  await expect(titles(page)).toHaveText(['The first', 'The first']);
  await expect(answerText(page)).toHaveText('One two');
  expect(page.url()).not.toContain('/chats/one');
});

test('the sidebar stays closed after a reload', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Close sidebar' }).click();
  await expect(sidebar(page)).toBeHidden();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Open sidebar' })).toBeVisible();
  await expect(sidebar(page)).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(sidebar(page)).toBeVisible();
});

test('a thousand chats are rendered a hundred at a time', async ({ page }) => {
  const chats = Array.from({ length: 1_000 }, (_, index) => ({ id: `c${index}`, title: `Chat ${index}` }));
  await storeChats(page, chats);
  await page.goto('/');
  await expect(titles(page).first()).toHaveText('Chat 0');
  expect(await titles(page).count()).toBeLessThanOrEqual(200);
  // Nine steps. The default intervals, which grow, would take most of the time limit.
  await expect
    .poll(
      async () => {
        await titles(page).last().scrollIntoViewIfNeeded();
        return titles(page).count();
      },
      { intervals: [50] },
    )
    .toBe(1_000);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 740 }, hasTouch: true });

  test('the chats are in a drawer that traps the focus and returns it', { tag: '@firefox' }, async ({
    page,
  }) => {
    await storeChats(page, [{ id: 'one', title: 'The first', answer: 'One' }]);
    await page.goto('/');
    const button = page.getByRole('button', { name: 'Open sidebar' });
    await button.click();
    const drawer = page.getByRole('dialog', { name: 'Chats' });
    await expect(drawer.getByRole('link', { name: 'The first' })).toBeVisible();
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      await expect(drawer.locator(':focus')).toHaveCount(1);
    }
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(button).toBeFocused();
    await button.click();
    await drawer.getByRole('link', { name: 'The first' }).click();
    await expect(drawer).toBeHidden();
    await expect(answerText(page)).toHaveText('One');
  });
});
