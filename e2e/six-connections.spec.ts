import type { Page } from '@playwright/test';
import { test } from './fixtures/proxy-test.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

/** Over HTTP/1.1 a browser opens at most this many connections to a host, over all tabs. */
const MOST_CONNECTIONS = 6;

const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();

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
