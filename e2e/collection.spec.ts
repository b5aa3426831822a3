import type { APIRequestContext } from '@playwright/test';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** The runs of this reader that are live or not collected. */
const listRuns = async (request: APIRequestContext): Promise<{ state: string }[]> =>
  (await (await request.get('/api/runs')).json()).runs;
const uncollected = async (request: APIRequestContext) => (await listRuns(request)).length;

test('an answer that no page has followed to its end is stored by the next page, and its chat marked as unread', async ({
  page,
  context,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Long?');
  const request = await upstream.nextRequest();
  request.write('The first half ');
  await expect(answerText(page)).toHaveText('The first half');
  await page.close();
  request.write('and the second.');
  request.finish();
  // A page that finds the run live asks again only ten seconds later.
  await expect.poll(async () => (await listRuns(context.request))[0]?.state).toBe('ended');

  const next = await context.newPage();
  await next.goto('/');
  const chat = next.getByRole('link', { name: 'Long?' });
  await expect(chat.getByRole('img', { name: 'New answer' })).toBeVisible();
  await expect.poll(() => uncollected(context.request)).toBe(0);

  await chat.click();
  await expect(answerText(next)).toHaveText('The first half and the second.');
  await expect(chat.getByRole('img', { name: 'New answer' })).toBeHidden();
  expect(upstream.requests).toHaveLength(1);
});

test('an answer in another chat that is still being written is collected when it ends', async ({
  page,
  context,
  upstream,
}) => {
  await page.clock.install();
  await page.goto('/');
  await ask(page, 'Slow?');
  const request = await upstream.nextRequest();
  request.write('Not yet ');
  await expect(answerText(page)).toHaveText('Not yet');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const chat = page.getByRole('link', { name: 'Slow?' });
  await ask(page, 'Fast?');
  const fast = await upstream.nextRequest();
  fast.write('Yes.');
  fast.finish();
  await expect(answerText(page)).toHaveText('Yes.');
  await expect.poll(() => uncollected(context.request)).toBe(1);
  request.write('ready.');
  request.finish();
  await request.closed;
  await expect(async () => {
    await page.clock.runFor(10_000);
    await expect(chat.getByRole('img', { name: 'New answer' })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await chat.click();
  await expect(answerText(page)).toHaveText('Not yet ready.');
});

test('an answer that the page has followed is collected at its end', async ({ page, context, upstream }) => {
  await page.goto('/');
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  await expect.poll(() => uncollected(context.request)).toBe(1);
  request.finish();
  await expect.poll(() => uncollected(context.request)).toBe(0);
  await expect(page.getByRole('img', { name: 'New answer' })).toBeHidden();
});
