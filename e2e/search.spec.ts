import { expectNoViolations } from './fixtures/page/axe.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { expect, test } from './fixtures/test.ts';

const paragraphs = (words: string) => Array.from({ length: 60 }, (_, at) => `${words} ${at}.`).join('\n\n');

test('the search finds words of both languages as they are typed, and Enter opens the message', async ({
  page,
}) => {
  await storeChats(page, [
    { id: 'river', title: 'A river', answer: `${paragraphs('Water')}\n\nIt ran to the open sea.` },
    { id: 'tokyo', title: '东京', answer: '河流穿过城市。' },
    { id: 'other', title: 'Something else', answer: 'Nothing of interest.' },
  ]);
  await page.goto('/');
  await page.getByRole('button', { name: 'Search chats' }).click();
  const dialog = page.getByRole('dialog', { name: 'Search chats' });
  const field = dialog.getByRole('combobox');
  await expect(field).toBeFocused();
  await field.fill('河流');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await expect(dialog.getByRole('option').locator('mark')).toHaveText('河流');
  await expect(dialog.getByRole('status')).toHaveText('1 message');

  await field.fill('open SEA');
  await expect(dialog.getByRole('option')).toContainText('A river');
  await expect(dialog.getByRole('option').locator('mark')).toHaveText(['open', 'sea']);
  await expect(dialog.getByRole('option').locator('time')).toHaveText(/^\d+:\d\d [AP]M$/);
  await field.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/chats\/river#message-river-a$/);
  await expect(page.locator('#message-river-a')).toHaveAttribute('data-sought', '');
  await expect(page.locator('#message-river-a')).toBeInViewport();
  await expect(page.locator('[data-sought]')).toHaveCount(0); // the highlight fades out
});

test('a search result in another version opens that version', async ({ page, upstream }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Which way?');
  await page.keyboard.press('Enter');
  const first = await upstream.nextRequest();
  first.write('Upstream');
  first.truncate();
  await page.getByRole('button', { name: 'Regenerate' }).click();
  const second = await upstream.nextRequest();
  second.write('Downriver');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await page.keyboard.press('Control+Shift+f');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('upstream');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('Upstream');
  await expect(page.locator('[data-sought]')).toContainText('Upstream');
});

test('chats are found by their titles first, and the recent ones are listed before a word is typed', async ({
  page,
}) => {
  await storeChats(
    page,
    Array.from({ length: 12 }, (_, at) => ({
      id: `trip${at}`,
      title: `Weekend in Lisbon ${at}`,
      daysAgo: at,
    })),
  );
  await storeChats(page, [{ id: 'porto', title: 'Port wine', answer: 'Take the train from Lisbon.' }]);
  await page.goto('/');
  await page.keyboard.press('Control+Shift+f');
  const dialog = page.getByRole('dialog', { name: 'Search chats' });
  const group = (name: string) => dialog.getByRole('group', { name });
  await expect(group('Recent').getByRole('option')).toHaveCount(13);
  await expect(group('Recent').getByRole('option').nth(1)).toContainText('Weekend in Lisbon 0');
  await expectNoViolations(page, 'the recent chats in the search');

  await page.keyboard.type('lisbon');
  await expect(group('Chats').getByRole('option')).toHaveCount(12);
  await expect(group('Chats').locator('mark').first()).toHaveText('Lisbon');
  await expect(group('Recent')).toHaveCount(0);
  await expect(dialog.getByRole('status')).toHaveText('12 chats · 25 messages');
  await expect(group('Messages').getByRole('option').first()).toBeAttached();
  const [chats, messages] = await Promise.all([
    group('Chats').boundingBox(),
    group('Messages').boundingBox(),
  ]);
  expect(chats?.y).toBeLessThan(messages?.y ?? 0);
  await expectNoViolations(page, 'the results of a search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/chats\/trip1$/);
});

test('a search without results says so', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'One' }]);
  await page.goto('/');
  await page.keyboard.press('Control+Shift+f');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('zzz');
  await expect(page.getByRole('status').filter({ hasText: 'No results' })).toBeVisible();
});
