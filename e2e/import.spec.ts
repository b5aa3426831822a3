import type { Page, Route } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

/** Chooses an export file with one chat of this title. */
async function chooseExportOf(page: Page, title: string): Promise<void> {
  const message = { id: `m-${title}`, role: 'user', parts: [{ type: 'text', text: title }] };
  const messages = [{ id: message.id, parentId: null, createdAt: 1, message }];
  const chat = { id: `c-${title}`, title, createdAt: 1, updatedAt: 1, headId: message.id, messages };
  const text = JSON.stringify({ format: 'runnel-chats', version: 1, chats: [chat] });
  await page
    .getByLabel('Import chats')
    .setInputFiles({ name: `${title}.json`, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('choosing a file during an import cancels that import without a trace', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Data' }).click();
  const notice = page.getByRole('dialog').getByRole('status').first();
  let ended = 0;
  page.on('worker', (worker) => worker.on('close', () => ended++));
  // The first worker's script is held back, so that its import cannot end before the second one.
  const held = Promise.withResolvers<void>();
  const hold = async (route: Route) => {
    await held.promise;
    await route.continue();
  };
  await page.route('**/_next/static/**', hold, { times: 1 });
  await chooseExportOf(page, 'First');
  await expect(notice).toHaveText('Importing…');
  await chooseExportOf(page, 'Second');
  await expect(notice).toHaveText('Imported 1 chat.');
  held.resolve();
  await expect.poll(() => ended, { message: 'imports that have ended' }).toBe(2);
  await expect(notice).toHaveText('Imported 1 chat.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('navigation', { name: 'Chats' }).getByRole('link')).toHaveText(['Second']);
});
