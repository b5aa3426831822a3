import { readFile } from 'node:fs/promises';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

const ICON = new URL('../public/icons/icon-192.png', import.meta.url);

test('the composer gets the focus of a control that disappears', async ({ page, upstream }) => {
  await page.goto('/');
  const composer = page.getByRole('textbox', { name: 'Message' });
  await ask(page, 'What is a river?');
  const first = await upstream.nextRequest();
  first.write('Water');
  await expect(answerText(page)).toHaveText('Water');
  await page.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(composer).toBeFocused();

  await page.getByRole('button', { name: 'Regenerate' }).press('Enter');
  const second = await upstream.nextRequest();
  await expect(composer).toBeFocused();
  second.write('A stream');
  second.finish();
  await expect(page.getByRole('button', { name: 'Regenerate' })).toBeVisible();

  await answerActions(page).getByRole('button', { name: 'More' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Copy as plain text' }).press('Escape');
  await expect(answerActions(page).getByRole('button', { name: 'More' })).toBeFocused();
  await page.getByRole('button', { name: 'Regenerate' }).press('Enter');
  const third = await upstream.nextRequest();
  await expect(composer).toBeFocused();
  third.finish();

  await composer.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: 'Edit question' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(composer).toBeFocused();

  const picture = { name: 'river.png', mimeType: 'image/png', buffer: await readFile(ICON) };
  await page.locator('input[type=file]').first().setInputFiles(picture);
  await page.getByRole('button', { name: 'Remove river.png' }).press('Enter');
  await expect(composer).toBeFocused();
});

test('the same key steps through the versions of an answer', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'What is a river?');
  for (const words of ['one', 'two', 'three']) {
    if (words !== 'one') await page.getByRole('button', { name: 'Regenerate' }).click();
    const request = await upstream.nextRequest();
    request.write(words);
    request.finish();
    await expect(answerText(page)).toHaveText(words);
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  }
  const before = page.getByRole('button', { name: 'Previous version' });
  await before.focus();
  await page.keyboard.press('Enter');
  await expect(answerText(page)).toHaveText('two');
  await page.keyboard.press('Enter');
  await expect(answerText(page)).toHaveText('one');
  await expect(before).toBeFocused();
  await expect(before).toBeDisabled();
});

test('focus returns to a renamed chat, and moves to the chat below a deleted one', async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first' },
    { id: 'two', title: 'The second' },
  ]);
  await page.goto('/');
  await page.getByRole('link', { name: 'The first' }).press('F2');
  await page.keyboard.type('Renamed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Renamed' })).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Renamed' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
  await expect(page.getByRole('link', { name: 'Renamed' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'The second' })).toBeFocused();
});
