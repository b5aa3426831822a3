import { readFile } from 'node:fs/promises';
import { openSettings } from './fixtures/page/settings.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, expect, test } from './fixtures/test.ts';

test('all chats can be exported, deleted after a confirmation, and imported again', async ({ page }) => {
  await storeChats(page, [
    { id: 'one', title: 'The first', answer: 'One' },
    { id: 'two', title: '第二个', answer: '二' },
  ]);
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 1_234_567, quota: 98_765_432_100 });
  });
  await page.goto('/chats/one');
  await openSettings(page, 'Data');
  await expect(page.getByText('1.2 MB of 99 GB used.')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all chats' }).click();
  const file = await readFile(await (await download).path());

  await page.getByRole('button', { name: 'Delete all chats…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete all chats' }).click();
  await expect(page.getByText('Your chats appear here.')).toBeVisible();
  await expect(page).toHaveURL(/\/$/);

  await openSettings(page, 'Data');
  const importFile = (name: string, buffer: Buffer) =>
    page.getByLabel('Import chats').last().setInputFiles({ name, mimeType: 'application/json', buffer });
  await importFile('broken.json', Buffer.from('{"format":"runnel-chats","version":1,"chats":[{}]}'));
  await expect(page.getByText('This file is damaged. Nothing was imported.')).toBeVisible();
  await importFile('chats.json', file);
  await expect(page.getByText('Imported 2 chats.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '第二个' }).click();
  await expect(answerText(page)).toHaveText('二');
});

/** Runs in the page: blocks all other writers of the messages until `release` is called there. */
function holdMessages(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('runnel');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      let isHeld = true;
      const store = opening.result.transaction('messages', 'readwrite').objectStore('messages');
      // A transaction stays open as long as it has pending requests.
      const goOn = () => {
        if (isHeld) store.count().onsuccess = goOn;
        else opening.result.close();
        resolve();
      };
      store.count().onsuccess = goOn;
      Object.assign(globalThis, {
        release: () => {
          isHeld = false;
        },
      });
    };
  });
}

test('a large import shows its progress, also after the dialog was closed, and can be cancelled without a trace', async ({
  page,
}) => {
  await storeChats(page, [{ id: 'here', title: 'Here before' }]);
  await page.goto('/');
  const chats = Array.from({ length: 1_200 }, (_, index) => {
    const id = `m${index}`;
    const message = { id, role: 'user', parts: [{ type: 'text', text: `Chat ${index}` }] };
    const messages = [{ id, parentId: null, createdAt: index, message }];
    return {
      id: `c${index}`,
      title: `Chat ${index}`,
      createdAt: index,
      updatedAt: index,
      headId: id,
      messages,
    };
  });
  const buffer = Buffer.from(JSON.stringify({ format: 'runnel-chats', version: 1, chats }));
  const choose = async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import chats' }).click();
    await (await chooser).setFiles({ name: 'chats.json', mimeType: 'application/json', buffer });
  };
  await openSettings(page, 'Data');
  await page.evaluate(holdMessages);
  await choose();
  const progress = page.getByRole('progressbar', { name: 'Importing…' });
  await expect(page.getByText('0 of 1,200 chats')).toBeVisible();
  await expect(progress).toHaveAttribute('max', '1200');
  await page.keyboard.press('Escape');
  await openSettings(page, 'Data');
  await expect(progress).toBeVisible();
  await page.getByRole('button', { name: 'Cancel import' }).click();
  await expect(page.getByRole('button', { name: 'Cancel import' })).toBeDisabled();
  await page.evaluate(() => (globalThis as unknown as { release(): void }).release());
  await expect(page.getByText('Import canceled. Nothing was imported.')).toBeVisible();
  await expect(progress).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Chats', includeHidden: true }).locator('a')).toHaveText([
    'Here before',
  ]);

  await choose();
  await expect(page.getByText('Imported 1,200 chats.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import chats' })).toBeFocused();
});
