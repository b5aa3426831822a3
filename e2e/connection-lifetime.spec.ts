import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { RUN, test } from './fixtures/proxy-test.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

// Connections that the server closes on purpose, every second here.

test.use({ environment: { CONNECTION_LIFETIME_MS: '1000' } });

/** Runs in the page: records every text of the status line. */
function recordStatus(): void {
  const statuses = new Set<string>();
  Object.assign(globalThis, { statuses });
  new MutationObserver(() => {
    for (const line of document.querySelectorAll('[data-phase]')) statuses.add(line.textContent ?? '');
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Forgets what was recorded while the page connected for the first time. */
const forgetStatuses = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { statuses: Set<string> }).statuses.clear());

const statusesOf = (page: Page) =>
  page.evaluate(() => [...(globalThis as unknown as { statuses: Set<string> }).statuses]);

test('a page goes on from connection to connection without a word about it, and without losing one', async ({
  page,
  context,
  reverseProxy: proxy,
  upstream,
}) => {
  await context.addInitScript(recordStatus);
  const connections = proxy.add({}, { method: 'GET', path: RUN });
  await page.goto('/');
  await ask(page, 'Count?');
  const request = await upstream.nextRequest();
  request.write('0 ');
  await expect(answerText(page)).toHaveText('0');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answerText(other)).toHaveText('0');
  for (const tab of [page, other]) await forgetStatuses(tab);
  let text = '0 ';
  for (let word = 1; connections.met.length < 6; word++) {
    request.write(`${word} `);
    text += `${word} `;
    for (const tab of [page, other]) await expect(answerText(tab)).toHaveText(text.trim());
  }
  request.finish();
  for (const tab of [page, other]) {
    await expect(tab.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
    expect((await statusesOf(tab)).filter((status) => /lost|reconnecting/i.test(status))).toEqual([]);
  }
  await expect.poll(() => storedAnswer(page)).toMatchObject({ text, outcome: 'complete' });
});

test('an EventSource goes on by itself, and a client that reads one response gets the answer whole', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  const connections = proxy.add({}, { method: 'GET', path: RUN });
  await page.goto('/');
  const whole = page.evaluate(async () => {
    const messages = [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'hi' }] }];
    const response = await fetch('/api/chats/stock/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages }),
    });
    return response.text();
  });
  const request = await upstream.nextRequest();
  request.write('0 ');
  const streamed = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const events: string[] = [];
        const source = new EventSource('/api/chats/stock/run');
        source.onmessage = ({ data }) => {
          if (data === '[DONE]') {
            source.close();
            resolve(events);
          } else events.push(data);
        };
      }),
  );
  let text = '0 ';
  for (let connection = 1; connection <= 4; connection++) {
    await expect.poll(() => connections.met.length).toBeGreaterThanOrEqual(connection);
    request.write(`${connection} `);
    text += `${connection} `;
  }
  request.finish();
  const textOf = (events: string[]) => events.map((data) => JSON.parse(data).delta ?? '').join('');
  expect(textOf(await streamed)).toBe(text);
  const frames = [...(await whole).matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => data ?? '');
  expect(textOf(frames)).toBe(text);
});
