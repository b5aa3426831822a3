import type { Page } from '@playwright/test';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const heading = (page: Page) => page.getByRole('banner').getByRole('heading', { level: 1 });
const titles = (page: Page) => page.getByRole('navigation', { name: 'Chats' }).getByRole('link');

async function choose(page: Page, item: string): Promise<void> {
  await heading(page).getByRole('button').click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

for (const width of [375, 768, 1440])
  test(`at ${width} px the header shows the chat's title and has its menu`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const title = 'Why is the sea salt, and has it always been as salt as it is today?';
    await storeChats(page, [{ id: 'one', title, answer: 'Rivers.' }]);
    await page.goto('/chats/one');
    await expect(heading(page)).toHaveText(title);
    await expect(heading(page).getByRole('button')).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await heading(page).getByRole('button').click();
    await expect(page.getByRole('menuitem')).toHaveText([
      'Rename',
      'Pin',
      'Duplicate',
      'Export as JSON',
      'Export as Markdown',
      'Delete',
    ]);
    await page.keyboard.press('Escape');
    await expect(heading(page).getByRole('button')).toBeFocused();
  });

test('a chat is renamed and pinned in the header, and the list follows', async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first', answer: 'One' },
    { id: 'two', title: 'The second', daysAgo: 3 },
  ]);
  await page.goto('/chats/two');
  await choose(page, 'Rename');
  const field = page.getByRole('banner').getByRole('textbox', { name: 'New title' });
  await expect(field).toBeFocused();
  await field.fill('河流');
  await field.press('Enter');
  await expect(heading(page)).toHaveText('河流');
  await expect(heading(page).getByRole('button')).toBeFocused();
  await choose(page, 'Pin');
  await expect(titles(page)).toHaveText(['河流', 'The first']);
});

test('a chat is deleted in the header, and the focus goes to the composer', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'The first', answer: 'One' }]);
  await page.goto('/chats/one');
  await choose(page, 'Delete');
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What would you like to know?');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(answerText(page)).toHaveText('One');
  await expect(heading(page)).toHaveText('The first');
});

test('a new chat has its first question as its title at once', async ({ page, upstream }) => {
  await page.goto('/');
  await expect(page.getByRole('banner').getByRole('heading')).toHaveCount(0);
  await ask(page, 'Why is the sea salt?');
  const request = await upstream.nextRequest();
  await expect(heading(page)).toHaveText('Why is the sea salt?');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});
