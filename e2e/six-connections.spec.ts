import type { BrowserContext, Page } from '@playwright/test';
import { storedAnswers } from './fault-matrix/stored-answer.ts';
import { test } from './fixtures/proxy-test.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

/** Over HTTP/1.1 a browser opens at most this many connections to a host, over all tabs. */
const MOST_CONNECTIONS = 6;

const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();

/** Opens a chat with one finished answer in `page` and in tabs beside it. @returns all tabs */
async function openInTabs(page: Page, context: BrowserContext, upstream: ScriptedUpstream): Promise<Page[]> {
  await page.goto('/');
  await ask(page, 'First?');
  const request = await upstream.nextRequest();
  request.write('One.');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  const others: Page[] = [];
  // One after another: eight pages that load at once take each other's time on a busy machine.
  for (let count = 0; count <= MOST_CONNECTIONS; count++) {
    const tab = await context.newPage();
    await tab.goto(page.url());
    await expect(answerText(tab)).toHaveText('One.');
    others.push(tab);
  }
  return [page, ...others];
}

test('eight tabs of one chat share one stream, and any of them can stop the run', async ({
  page,
  context,
  reverseProxy: proxy,
  upstream,
}) => {
  const tabs = await openInTabs(page, context, upstream);
  await ask(page, 'Second?');
  const request = await upstream.nextRequest();
  request.write('two ');
  for (const tab of tabs) await expect(answerText(tab)).toHaveText('two');
  await expect.poll(() => proxy.openStreams).toBe(1);
  request.write('three ');
  for (const tab of tabs) await expect(answerText(tab)).toHaveText('two three');
  await stop(tabs.at(-1) ?? page).click();
  await expect.poll(() => request.open).toBe(false);
  for (const tab of tabs) {
    await expect(tab.locator('[data-outcome=stopped]')).toBeVisible();
    await expect(answerText(tab)).toHaveText('two three');
  }
});

test('another tab takes over the stream when the tab that reads it closes', async ({
  page,
  context,
  reverseProxy: proxy,
  upstream,
}) => {
  const [, ...others] = await openInTabs(page, context, upstream);
  await ask(page, 'Second?');
  const request = await upstream.nextRequest();
  request.write('two ');
  for (const tab of others) await expect(answerText(tab)).toHaveText('two');
  await page.close();
  request.write('three ');
  for (const tab of others) await expect(answerText(tab)).toHaveText('two three');
  await expect.poll(() => proxy.openStreams).toBe(1);
  request.write('four');
  request.finish();
  for (const tab of others) await expect(answerText(tab)).toHaveText('two three four');
  await expect
    .poll(() => storedAnswers(others[0] as Page))
    .toMatchObject([{ text: 'One.' }, { text: 'two three four', outcome: 'complete' }]);
});

test('a stop reaches the server while as many chats stream as the browser has connections', async ({
  context,
  upstream,
}) => {
  const tabs = await Promise.all(Array.from({ length: MOST_CONNECTIONS }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto('/')));
  const requests: UpstreamRequest[] = [];
  for (const [index, tab] of tabs.entries()) {
    await ask(tab, `Chat ${index}?`);
    const request = await upstream.nextRequest();
    request.write('one ');
    await expect(answerText(tab)).toHaveText('one');
    requests.push(request);
  }
  const [tab, ...others] = tabs as [Page, ...Page[]];
  await stop(tab).click();
  await expect.poll(() => requests[0]?.open).toBe(false);
  await expect(tab.locator('[data-outcome=stopped]')).toBeVisible();
  for (const [index, other] of others.entries()) {
    requests[index + 1]?.finish();
    await expect(other.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  }
});
