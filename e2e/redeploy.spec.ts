import type { Page } from '@playwright/test';
import { expectNoViolations } from './fixtures/page/axe.ts';
import {
  exchange,
  openWithConversation,
  openWithoutLateChunks,
  refuseChunks,
} from './fixtures/page/refused-chunks.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

// The chunks of a page are gone once another version of the app is deployed.

test('an open tab whose chunks are gone finishes, stops and saves its answers', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  await ask(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('One ');
  await expect(answerText(page)).toHaveText('One');
  await refuseChunks(page);
  first.write('and all.');
  first.finish();
  await expect(answerText(page)).toHaveText('One and all.');

  await ask(page, 'Second?');
  const second = await upstream.nextRequest();
  second.write('Two');
  await expect(answerText(page)).toHaveText('Two');
  await page.getByRole('button', { name: 'Stop' }).click();
  await second.closed;
  await expect(page.locator('[data-outcome=stopped]')).toBeVisible();

  const next = await page.context().newPage();
  await next.goto(page.url());
  await expect(next.getByRole('article', { name: 'Answer' })).toContainText(['One and all.', 'Two']);
  await expect(next.locator('[data-outcome=stopped]')).toBeVisible();
});

test('an answer of a tab that never got the code to save it is stored by the next page', async ({
  page,
  upstream,
}) => {
  await openWithoutLateChunks(page);
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  await expect(page.getByRole('main').getByText('Because.')).toBeVisible();
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();

  const next = await page.context().newPage();
  await next.goto(page.url());
  await expect(answerText(next)).toHaveText('Because.');
  await expect(next.locator('[data-outcome]')).toHaveCount(0);
});

/** Makes the server one that has another build. */
const redeploy = (page: Page) =>
  page.route('**/_buildManifest.js', (route) => route.fulfill({ status: 404, body: '' }));
const comeBack = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
const offer = (page: Page) => page.getByRole('status', { name: 'Update' });

test('a tab offers to reload once a newer build is out, and keeps the draft and the answer', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('One ');
  await expect(answerText(page)).toHaveText('One');
  await expect(offer(page)).toBeAttached();
  await redeploy(page);
  await comeBack(page);
  await expect(offer(page)).toContainText('A new version is available.');
  await expectNoViolations(page, 'the offer to reload');
  await page.getByRole('textbox', { name: 'Message' }).fill('a draft');
  await offer(page).getByRole('button', { name: 'Reload' }).click();
  await expect(offer(page)).toBeEmpty();
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('a draft');
  request.write('and all.');
  request.finish();
  await expect(answerText(page)).toHaveText('One and all.');
});

test('a chunk that is gone makes the tab look for a newer build', async ({ page, upstream }) => {
  await openWithConversation(page);
  await exchange(page, upstream, 'So.');
  await expect(offer(page)).toBeAttached();
  await page.getByRole('article', { name: 'Question' }).hover();
  const edit = page.getByRole('button', { name: 'Edit' });
  await expect(edit).toBeVisible();
  await refuseChunks(page);
  await redeploy(page);
  await edit.click();
  await expect(offer(page).getByRole('button', { name: 'Reload' })).toBeVisible();
  await offer(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(offer(page)).toBeEmpty();
});

test('a server that has the build of the page, or cannot be reached, causes no offer', async ({ page }) => {
  await openWithConversation(page);
  await expect(offer(page)).toBeAttached();
  const checked = page.waitForResponse('**/_buildManifest.js');
  await comeBack(page);
  expect((await checked).status()).toBe(200);
  await page.route('**/_buildManifest.js', (route) => route.abort('internetdisconnected'));
  await page.evaluate(() => {
    const later = performance.now() + 61_000;
    performance.now = () => later;
  });
  const failed = page.waitForEvent('requestfailed');
  await comeBack(page);
  await failed;
  await expect(offer(page)).toBeEmpty();
});
