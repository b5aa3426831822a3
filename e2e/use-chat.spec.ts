import type { Page } from '@playwright/test';
import { offerUseChatPage, USE_CHAT_PAGE } from './fixtures/page/use-chat-page.ts';
import { RUN, test } from './fixtures/proxy-test.ts';
import { expect } from './fixtures/test.ts';

// The documentation's example: a stock `useChat` of the AI SDK whose only change is its transport.

const answer = (page: Page) => page.locator('[data-role=assistant]');
const status = (page: Page) => page.getByRole('status');

async function send(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

test.beforeEach(async ({ page, context }) => {
  await offerUseChatPage(context);
  await page.goto(`${USE_CHAT_PAGE}#example-chat-${Math.random().toString(36).slice(2)}`);
  await expect(status(page)).toHaveText('ready');
});

test('shows an answer, and the next one after it', async ({ page, upstream }) => {
  await send(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('One.');
  first.finish();
  await expect(status(page)).toHaveText('ready');
  await send(page, 'Second?');
  const second = await upstream.nextRequest();
  second.write('Two.');
  second.finish();
  await expect(answer(page)).toHaveText(['One.', 'Two.']);
  await expect(status(page)).toHaveText('ready');
});

test('goes on after a lost connection, without repeating a word', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await send(page, 'Count?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answer(page)).toHaveText('one');
  proxy.add({ hold: 'responses' }, { path: RUN }).drop();
  request.write('two ');
  await expect(answer(page)).toHaveText('one two');
  request.write('three');
  request.finish();
  await expect(answer(page)).toHaveText('one two three');
  await expect(status(page)).toHaveText('ready');
  expect(upstream.requests).toHaveLength(1);
});

test('resumes an answer after a reload', async ({ page, upstream }) => {
  await send(page, 'Count?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answer(page)).toHaveText('one');
  await page.reload();
  await expect(answer(page)).toHaveText('one');
  request.write('two');
  request.finish();
  await expect(answer(page)).toHaveText('one two');
  await expect(status(page)).toHaveText('ready');
  expect(upstream.requests).toHaveLength(1);
});

test('stop closes the connection to the model, before the first word and after it', async ({
  page,
  upstream,
}) => {
  for (const words of ['', 'one ']) {
    await send(page, 'Count?');
    const request = await upstream.nextRequest();
    if (words) {
      request.write(words);
      await expect(answer(page).last()).toHaveText('one');
    }
    await page.getByRole('button', { name: 'Stop' }).click();
    await request.closed;
    await expect(status(page)).toHaveText('ready');
  }
});

test('an answer that the model has not finished is an error', async ({ page, upstream }) => {
  await send(page, 'Count?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answer(page)).toHaveText('one');
  request.reset();
  await expect(status(page)).not.toHaveText(/ready|streaming|submitted/);
});
