import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { RUN, test } from './fixtures/proxy-test.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

// A proxy that holds event streams back, as nginx does by default.

const notice = (page: Page) =>
  page.getByText('A proxy is delaying answers, so the page polls for them instead.');
const idle = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const POLL = /[?&]wait=/;

test('a page behind a proxy that holds responses until they are complete shows the words all the same', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.clock.install();
  await page.goto('/');
  proxy.add({ buffer: true }, { path: RUN });
  const polls = proxy.add({}, { path: POLL });
  await ask(page, 'Count to four');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect
    .poll(async () => {
      await page.clock.runFor(500);
      return answerText(page)
        .textContent({ timeout: 1_000 })
        .catch(() => '');
    })
    .toContain('one');
  await expect(notice(page)).toBeVisible();
  request.write('two ');
  await expect(answerText(page)).toHaveText('one two');
  request.write('three ', 'four');
  request.finish();
  await expect(idle(page)).toBeVisible();
  await expect
    .poll(() => storedAnswer(page))
    .toMatchObject({ text: 'one two three four', outcome: 'complete' });
  expect(upstream.requests).toHaveLength(1);

  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice(page)).toBeHidden();
  await ask(page, 'And now?');
  const second = await upstream.nextRequest();
  second.write('five ');
  await expect(answerText(page)).toHaveText('five');
  expect(polls.met.filter(({ method }) => method === 'POST')).toHaveLength(1);
  await page.getByRole('button', { name: 'Stop', exact: true }).first().click();
  await expect.poll(() => second.open).toBe(false);
  await expect(page.locator('[data-outcome=stopped]')).toBeVisible();
  await expect(notice(page)).toBeHidden();
});

test('a page behind a proxy that passes responses in blocks polls, and neither loses nor repeats a word', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.goto('/');
  proxy.add({ blockBytes: 2_000 }, { path: RUN });
  const polls = proxy.add({}, { path: POLL });
  await ask(page, 'Count?');
  const request = await upstream.nextRequest();
  let text = '';
  let word = 0;
  await expect
    .poll(
      () => {
        request.write(`${++word} `);
        text += `${word} `;
        return polls.met.length;
      },
      { intervals: [200], timeout: 25_000 },
    )
    .toBeGreaterThan(0);
  await expect(notice(page)).toBeVisible();
  await expect(answerText(page)).toHaveText(text.trim());
  request.finish();
  await expect(idle(page)).toBeVisible();
  await expect.poll(() => storedAnswer(page)).toMatchObject({ text, outcome: 'complete' });
  expect(upstream.requests).toHaveLength(1);
});
