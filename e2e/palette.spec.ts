import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('every command is found by a few of its letters and run by Enter', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'The first', answer: 'One **two**' }]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/chats/one');
  await expect(answerText(page)).toHaveText('One two');
  const run = async (letters: string) => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(letters);
    // The palette opens before the chats are loaded.
    await expect(palette.getByRole('option', { selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  };
  await run('copy last');
  await expect(page.getByText('Answer copied')).toBeVisible();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('One **two**');
  const download = page.waitForEvent('download');
  await run('export as json');
  expect((await download).suggestedFilename()).toMatch(/^The first \d{4}-\d\d-\d\d\.json$/);
  await run('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await run('new chat');
  await expect(page).toHaveURL(/\/$/);
  await run('the first');
  await expect(page).toHaveURL(/\/chats\/one$/);
  await run('settings');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  await run('chinese');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

test('an answer can be stopped from the keyboard', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Much');
  const request = await upstream.nextRequest();
  request.write('Begin ');
  await expect(answerText(page)).toHaveText('Begin');
  await page.keyboard.press('Control+.');
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await request.closed;
});

test('the question mark lists the shortcuts, except inside a message', async ({ page }) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await expect(field).toBeFocused();
  await page.keyboard.type('Why?');
  await expect(field).toHaveValue('Why?');
  await field.blur();
  await page.keyboard.press('Shift+?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list).toContainText('Ctrl+K');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('Shift+Escape');
  await expect(field).toBeFocused();
});

test('a shortcut that is pressed before the page is hydrated is carried out', async ({ page }) => {
  const { promise: pressed, resolve: onPressed } = Promise.withResolvers<void>();
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await pressed;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await page.keyboard.press('Control+k');
  onPressed();
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
});
