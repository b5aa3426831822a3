import type { Page } from '@playwright/test';
import { english } from '#lib/i18n/en/page.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** Deletes the app's database, as clearing the site's data does. */
function deleteDatabase(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deletion = indexedDB.deleteDatabase('runnel');
        deletion.onsuccess = () => resolve();
        deletion.onerror = () => reject(deletion.error);
      }),
  );
}

/** Makes every later opening of a database wait until the page calls `respond`. */
function holdStorage(): void {
  const { open } = IDBFactory.prototype;
  const responded = new Promise<void>((resolve) => Object.assign(window, { respond: resolve }));
  IDBFactory.prototype.open = function (...parameters) {
    const request = {} as IDBOpenDBRequest;
    void responded.then(() => {
      const opening = open.apply(this, parameters);
      const event = (name: 'onsuccess' | 'onerror' | 'onupgradeneeded') => {
        opening[name] = (event: Event) => request[name]?.call(opening, event as never);
      };
      for (const name of ['onsuccess', 'onerror', 'onupgradeneeded'] as const) event(name);
      for (const name of ['result', 'transaction', 'error'] as const)
        Object.defineProperty(request, name, { get: () => opening[name] });
    });
    return request;
  };
}

test('a chat whose storage is cleared during an answer is saved again, and the page says so', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'first');
  const first = await upstream.nextRequest();
  first.write('one');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await ask(page, 'second');
  const second = await upstream.nextRequest();
  second.write('two ');
  await expect(answerText(page)).toHaveText('two');
  await deleteDatabase(page);
  second.write('three');
  await expect(page.getByText(english.restored)).toBeVisible();
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('article')).toHaveText([/first/, /one/, /second/, /two three/]);
});

test('storage that does not respond is reported, and the chat is saved once it does', async ({
  page,
  upstream,
}) => {
  await page.addInitScript(holdStorage);
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await expect(page.getByText(english.unsaved.unresponsive)).toBeVisible();
  await expect(answerText(page)).toHaveText('one');
  await page.evaluate('respond()');
  await expect(page.getByText(english.unsaved.unresponsive)).toHaveCount(0);
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});
