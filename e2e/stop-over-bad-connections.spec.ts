import type { Page } from '@playwright/test';
import { storedAnswer, storedAnswers } from './fault-matrix/stored-answer.ts';
import { RUN, reconnectNow, test } from './fixtures/proxy-test.ts';
import type { Rule } from './fixtures/servers/proxy-rule.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();

async function expectStopped(page: Page, request: UpstreamRequest): Promise<void> {
  await expect.poll(() => request.open).toBe(false);
  await expect(page.locator('[data-outcome=stopped]')).toBeVisible();
  await expect(answerText(page)).toHaveText('one');
  await expect.poll(() => storedAnswer(page)).toMatchObject({ text: 'one ', outcome: 'stopped' });
}

/** Advances the page's clock by 30 s, and lets every attempt to connect fail. */
async function failFor30s(page: Page, down: Rule): Promise<void> {
  for (let second = 0; second < 30; second += 5) {
    const before = down.met.length;
    await page.clock.fastForward(5_000);
    await expect.poll(() => down.met.length).toBeGreaterThan(before);
  }
}

for (const { name, between } of [
  { name: 'the page waits', between: failFor30s },
  { name: 'the page is reloaded', between: (page: Page) => page.reload() },
]) {
  test(`a stop without a connection stops the run once there is one: ${name} meanwhile`, async ({
    page,
    reverseProxy: proxy,
    upstream,
  }) => {
    await page.clock.install();
    await page.goto('/');
    await ask(page, 'Stop?');
    const request = await upstream.nextRequest();
    request.write('one ');
    await expect(answerText(page)).toHaveText('one');
    const down = proxy.add({ reset: true }, { path: RUN });
    await expect(page.locator('[data-phase]')).toContainText('Reconnecting');
    await stop(page).click();
    await between(page, down);
    down.release();
    await reconnectNow(page);
    await expectStopped(page, request);
  });
}

test('a stop that the server does not hear is repeated until it does', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.clock.install();
  await page.goto('/');
  await ask(page, 'Stop?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  // One-way silence: the answer goes on, and requests get lost.
  const unheard = proxy.add({ hold: 'requests' }, { path: RUN });
  await stop(page).click();
  await expect.poll(() => unheard.met.length).toBeGreaterThan(0); // a slow page has repeated it by now
  await page.clock.fastForward(60_000);
  unheard.drop();
  await reconnectNow(page);
  await expectStopped(page, request);
});

test('a stop that arrives late does not stop the next run', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('one ');
  await expect(answerText(page)).toHaveText('one');
  const late = proxy.add({ hold: 'requests' }, { path: RUN, method: 'DELETE' });
  await stop(page).click();
  await expect.poll(() => late.met.length).toBeGreaterThan(0);
  first.write('two');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();

  await ask(page, 'Second?');
  const second = await upstream.nextRequest();
  second.write('three ');
  await expect(answerText(page)).toHaveText('three');
  const [deletion] = late.met;
  late.release();
  await deletion?.closed;
  second.write('four');
  second.finish();
  await expect(answerText(page)).toHaveText('three four');
  await expect
    .poll(() => storedAnswers(page))
    .toMatchObject([{ text: 'one two' }, { text: 'three four', outcome: 'complete' }]);
});
