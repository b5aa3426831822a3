import type { BrowserContext, Page } from '@playwright/test';
import { storedAnswer, storedAnswers } from './fault-matrix/stored-answer.ts';
import { nameTab, RUN, reconnectNow, test } from './fixtures/proxy-test.ts';
import { ask, expect } from './fixtures/test.ts';

const NOTHING_KNOWN = { status: 204, headers: { 'x-run-state': 'none' } };

const answers = (page: Page) => page.getByRole('article', { name: 'Answer' }).locator('[data-part=text]');
const idle = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const outcome = (page: Page) => page.locator('[data-outcome]');

/** As on plain HTTP, where tabs cannot share a connection. */
async function removeLocks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
}

for (const hasLocks of [true, false]) {
  test.describe(`in a browser ${hasLocks ? 'with' : 'without'} Web Locks`, () => {
    test.beforeEach(({ context }) => (hasLocks ? undefined : removeLocks(context)));

    test('a tab that comes back after the next question leaves the whole answer as another tab has stored it', async ({
      page: late,
      context,
      reverseProxy: proxy,
      upstream,
    }) => {
      await nameTab(late, 'late');
      await late.goto('/');
      await ask(late, 'First?');
      const first = await upstream.nextRequest();
      first.write('one ');
      await expect(answers(late)).toHaveText('one');
      const other = await context.newPage();
      await other.goto(late.url());
      await expect(answers(other)).toHaveText('one');

      const down = proxy.add({ reset: true }, { tab: 'late', path: RUN });
      first.write('two');
      first.finish();
      await expect.poll(() => storedAnswer(other)).toMatchObject({ text: 'one two', outcome: 'complete' });
      await ask(other, 'Second?');
      const second = await upstream.nextRequest();
      second.write('three ');
      await expect(answers(other).last()).toHaveText('three');

      down.release();
      await reconnectNow(late);
      await expect(answers(late)).toHaveText(['one two', 'three']);
      await expect(outcome(late)).toHaveCount(0);
      second.write('four');
      second.finish();
      for (const tab of [late, other]) {
        await expect(answers(tab)).toHaveText(['one two', 'three four']);
        await expect(idle(tab)).toBeVisible();
        await expect(outcome(tab)).toHaveCount(0);
      }
      expect(await storedAnswers(late)).toMatchObject([
        { text: 'one two', outcome: 'complete' },
        { text: 'three four', outcome: 'complete' },
      ]);
    });

    test('a tab that comes back when the server has forgotten the run shows the whole answer that another tab has stored', async ({
      page: late,
      context,
      reverseProxy: proxy,
      upstream,
    }) => {
      await nameTab(late, 'late');
      await late.goto('/');
      await ask(late, 'First?');
      const request = await upstream.nextRequest();
      request.write('one ');
      await expect(answers(late)).toHaveText('one');
      const other = await context.newPage();
      await other.goto(late.url());
      await expect(answers(other)).toHaveText('one');

      const down = proxy.add({ reset: true }, { tab: 'late', path: RUN });
      request.write('two');
      request.finish();
      await expect.poll(() => storedAnswer(other)).toMatchObject({ text: 'one two', outcome: 'complete' });
      proxy.add({ respond: NOTHING_KNOWN }, { tab: 'late', method: 'GET', path: RUN });
      down.release();
      await reconnectNow(late);
      await expect(idle(late)).toBeVisible();
      await expect(answers(late)).toHaveText('one two');
      await expect(outcome(late)).toHaveCount(0);
      expect(await storedAnswer(late)).toMatchObject({ text: 'one two', outcome: 'complete' });
    });
  });
}

test('a second tab says that it connects, and shows an answer that ended meanwhile', async ({
  page,
  context,
  reverseProxy: proxy,
  upstream,
}) => {
  await removeLocks(context);
  await page.goto('/');
  await ask(page, 'First?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answers(page)).toHaveText('one');
  const slow = await context.newPage();
  await nameTab(slow, 'slow');
  const gets = proxy.add({ hold: 'requests' }, { tab: 'slow', method: 'GET', path: RUN });
  await slow.goto(page.url());
  await expect.poll(() => gets.met.length).toBeGreaterThan(0);
  await expect(slow.locator('[data-phase]')).toBeVisible();
  await expect(outcome(slow)).toHaveCount(0);

  request.write('two');
  request.finish();
  await expect.poll(() => storedAnswer(page)).toMatchObject({ text: 'one two', outcome: 'complete' });
  proxy.add({ respond: NOTHING_KNOWN }, { tab: 'slow', method: 'GET', path: RUN });
  gets.release();
  await expect(answers(slow)).toHaveText('one two');
  await expect(idle(slow)).toBeVisible();
  await expect(outcome(slow)).toHaveCount(0);
});
