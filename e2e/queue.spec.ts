import type { Page } from '@playwright/test';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const queue = (page: Page) => page.getByRole('region', { name: 'Queued question' });
const waiting = (page: Page) => queue(page).getByRole('listitem');

/** Sends a question with Enter. During an answer the button has another name. */
async function send(page: Page, question: string): Promise<void> {
  await field(page).fill(question);
  await field(page).press('Enter');
}

test('questions sent during an answer are queued visibly, and sent in order when it is complete', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await send(page, 'second');
  await expect(field(page)).toHaveValue('');
  await field(page).fill('third');
  await page.getByRole('button', { name: 'Add to queue' }).click();
  await expect(waiting(page)).toHaveText(['second', 'third']);
  expect(upstream.requests).toHaveLength(1);
  request.finish();
  const second = await upstream.nextRequest();
  expect(second.question).toBe('second');
  await expect(waiting(page)).toHaveText(['third']);
  second.write('two');
  second.finish();
  const third = await upstream.nextRequest();
  expect(third.question).toBe('third');
  await expect(queue(page)).toHaveCount(0);
  third.write('three');
  third.finish();
  await expect(answerText(page)).toHaveText('three');
});

test('of two questions sent at the same moment, one is answered and the other queued', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await expect(field(page)).toBeFocused();
  await field(page).evaluate(async (area: HTMLTextAreaElement) => {
    for (const question of ['first', 'second']) {
      area.value = question;
      area.dispatchEvent(new Event('input', { bubbles: true }));
      await null; // React renders in a microtask
      area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      await null;
    }
  });
  const request = await upstream.nextRequest();
  expect(request.question).toBe('first');
  await expect(waiting(page)).toHaveText(['second']);
  request.write('one');
  request.finish();
  const second = await upstream.nextRequest();
  expect(second.question).toBe('second');
  second.finish();
});

test('a queued question can be edited and removed, and survives a reload', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  for (const text of ['second', 'third']) await send(page, text);
  await expect(waiting(page)).toHaveText(['second', 'third']);
  await waiting(page).first().getByRole('button', { name: 'Remove' }).click();
  await expect(waiting(page)).toHaveText(['third']);
  await waiting(page).first().getByRole('button', { name: 'Edit' }).click();
  const change = page.getByRole('textbox', { name: 'Queued question' });
  await change.fill('something else');
  await change.press('Escape');
  await expect(waiting(page)).toHaveText(['third']);
  await waiting(page).first().getByRole('button', { name: 'Edit' }).click();
  await change.fill('a line');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(waiting(page)).toHaveText(['a line']);
  await waiting(page).first().getByRole('button', { name: 'Edit' }).click();
  await change.fill('changed');
  await change.press('Enter');
  await expect(waiting(page)).toHaveText(['changed']);
  await page.reload();
  await expect(waiting(page)).toHaveText(['changed']);
  await expect(answerText(page)).toHaveText('one');
  request.finish();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('changed');
  next.finish();
});

test('after a stop the queue waits for the reader', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await send(page, 'second');
  await expect(waiting(page)).toHaveText(['second']);
  await page.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(queue(page)).toContainText('Queue paused');
  expect(upstream.requests).toHaveLength(1);
  await queue(page).getByRole('button', { name: 'Send now' }).click();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('second');
  next.finish();
  await expect(queue(page)).toHaveCount(0);
});

test('a question sent before a stop has arrived is asked once it has', async ({ page, upstream }) => {
  const stop = Promise.withResolvers<void>();
  await page.route('**/chats/*/run*', async (route) => {
    if (route.request().method() === 'DELETE') await stop.promise;
    await route.continue();
  });
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await expect(answerText(page)).toHaveText('one');
  await page.getByRole('button', { name: 'Stop' }).click();
  await send(page, 'second');
  await expect(waiting(page)).toHaveText(['second']);
  stop.resolve();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('second');
  next.finish();
  await expect(queue(page)).toHaveCount(0);
});

test('a question that is saved only after the answer has ended is asked then', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await expect(answerText(page)).toHaveText('one');
  // Other writers of the queue wait for this transaction.
  await page.evaluate(async () => {
    const opening = indexedDB.open('runnel');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const store = opening.result.transaction('queue', 'readwrite').objectStore('queue');
    const held = { released: false };
    Object.assign(globalThis, { held });
    const hold = () => {
      if (!held.released) store.count().addEventListener('success', hold);
    };
    hold();
  });
  await send(page, 'second');
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
  await page.evaluate(() =>
    Object.assign((globalThis as unknown as { held: object }).held, { released: true }),
  );
  const next = await upstream.nextRequest();
  expect(next.question).toBe('second');
  next.finish();
  await expect(queue(page)).toHaveCount(0);
});

test('one of two tabs sends the queued question, and answers come one at a time', async ({
  page,
  upstream,
  context,
}) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  const other = await context.newPage();
  await other.goto(page.url());
  // Until the other tab follows the run, it would ask at once instead of queueing.
  await expect(answerText(other)).toHaveText('one');
  await expect(other.getByRole('button', { name: 'Stop' })).toBeVisible();
  await send(page, 'second');
  await send(other, 'third');
  for (const tab of [page, other]) await expect(waiting(tab)).toHaveText(['second', 'third']);
  request.finish();
  for (const [question, answer] of [
    ['second', 'two'],
    ['third', 'three'],
  ] as const) {
    const next = await upstream.nextRequest();
    expect(next.question).toBe(question);
    next.write(answer);
    for (const tab of [page, other]) await expect(answerText(tab)).toHaveText(answer);
    next.finish();
  }
  for (const tab of [page, other]) await expect(queue(tab)).toHaveCount(0);
  expect(upstream.requests).toHaveLength(3);
});
