import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { RUN, reconnectNow, test } from './fixtures/proxy-test.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, detail, expect } from './fixtures/test.ts';

const WHOLE = 'one two three four';
const idle = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();
const retry = (page: Page) => page.getByRole('button', { name: 'Try again' });
const outcome = (page: Page) => page.locator('[data-outcome]');

/** Opens a chat and asks a question. @returns its upstream request, after the first words have been shown */
async function beginAnswer(page: Page, upstream: ScriptedUpstream): Promise<UpstreamRequest> {
  await page.goto('/');
  await ask(page, 'Count to four');
  const request = await upstream.nextRequest();
  request.write('one ', 'two ');
  await expect(answerText(page)).toHaveText('one two');
  return request;
}

function finish(request: UpstreamRequest): void {
  request.write('three ', 'four');
  request.finish();
}

async function expectWholeAnswer(page: Page): Promise<void> {
  await expect(answerText(page)).toHaveText(WHOLE);
  await expect(idle(page)).toBeVisible();
  await expect(outcome(page)).toHaveCount(0);
  await expect.poll(() => storedAnswer(page)).toMatchObject({ text: WHOLE, outcome: 'complete' });
}

/** Advances the page's clock until the page has given up connecting. */
async function giveUp(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.clock.fastForward(25_000);
        return retry(page).count();
      },
      { intervals: [100] },
    )
    .toBe(1);
}

test('a proxy that strips Last-Event-ID repeats no words', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  proxy.add({ strip: 'last-event-id' });
  const request = await beginAnswer(page, upstream);
  const down = proxy.add({ reset: true }, { path: RUN });
  // Words for the server to merge with those that the page has.
  request.write('three ');
  await expect(page.locator('[data-phase]')).toContainText('Reconnecting');
  down.release();
  await reconnectNow(page);
  await expect(answerText(page)).toHaveText('one two three');
  request.write('four');
  request.finish();
  await expectWholeAnswer(page);
  await page.locator('[data-run-details]').click();
  await expect(detail(page, 'Connection to this page')).toHaveText(/^lost (once|\d times), nothing missed$/);
  await expect(detail(page, 'Checksum')).toHaveText('matches');
});

test('a 204 from something between does not end the answer', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  const request = await beginAnswer(page, upstream);
  const empty = proxy.add({ respond: { status: 204 } }, { path: RUN, method: 'GET' });
  proxy.cut({ path: RUN });
  await expect.poll(() => empty.met.length).toBeGreaterThan(1);
  await expect(outcome(page)).toHaveCount(0);
  await expect(stop(page)).toBeVisible();
  empty.release();
  await reconnectNow(page);
  finish(request);
  await expectWholeAnswer(page);
});

test.describe('after the page has given up connecting', () => {
  test.beforeEach(({ page }) => page.clock.install());

  test('“Try again” shows the answer of the run that goes on', async ({
    page,
    reverseProxy: proxy,
    upstream,
  }) => {
    const request = await beginAnswer(page, upstream);
    const down = proxy.add({ reset: true }, { path: RUN });
    await giveUp(page);
    down.release();
    await retry(page).click();
    finish(request);
    await expectWholeAnswer(page);
    expect(upstream.requests).toHaveLength(1);
  });

  test('a new question waits for the answer of the run that goes on', async ({
    page,
    reverseProxy: proxy,
    upstream,
  }) => {
    const request = await beginAnswer(page, upstream);
    const down = proxy.add({ reset: true }, { path: RUN });
    await giveUp(page);
    down.release();
    await page.getByRole('textbox', { name: 'Message' }).fill('And now?');
    await page.keyboard.press('Enter');
    finish(request);
    const second = await upstream.nextRequest();
    expect(second.body.messages).toEqual([
      { role: 'user', content: 'Count to four' },
      { role: 'assistant', content: WHOLE },
      { role: 'user', content: 'And now?' },
    ]);
    second.write('five');
    second.finish();
    await expect(answerText(page)).toHaveText('five');
    await expect(idle(page)).toBeVisible();
    await expect(outcome(page)).toHaveCount(0);
  });

  for (const [name, treatment] of [
    ['a proxy buffers responses until they are complete', { buffer: true } as const],
    ['responses come too late', { hold: 'responses' } as const],
  ] as const) {
    test(`“Try again” shows the answer when ${name}`, async ({ page, reverseProxy: proxy, upstream }) => {
      await page.goto('/');
      const rule = proxy.add(treatment, { path: RUN });
      await ask(page, 'Count to four');
      const request = await upstream.nextRequest();
      request.write('one ', 'two ');
      await giveUp(page);
      finish(request);
      await request.closed;
      // A response is complete now. One that comes late does not come later than before.
      if ('hold' in treatment) rule.release();
      await retry(page).click();
      await expectWholeAnswer(page);
      expect(upstream.requests).toHaveLength(1);
    });
  }
});

for (const { name, treatment } of [
  { name: '413', treatment: { maxBodyBytes: 1_000 } },
  { name: '403', treatment: { respond: { status: 403, body: '<h1>Forbidden</h1>' } } },
]) {
  test(`a proxy's ${name} ends the run at once`, async ({ page, reverseProxy: proxy, upstream }) => {
    await page.goto('/');
    const refusal = proxy.add(treatment, { method: 'POST' });
    await ask(page, 'a'.repeat(2_000));
    await expect(page.locator('[data-outcome=failed]')).toBeVisible();
    await expect(idle(page)).toBeVisible();
    expect(refusal.met).toHaveLength(1);
    refusal.release();
    await retry(page).click();
    finish(await upstream.nextRequest());
    await expect(answerText(page)).toHaveText('three four');
    await expect(idle(page)).toBeVisible();
  });
}

test('a page that no longer hears the server connects anew, and misses nothing', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.clock.install();
  const request = await beginAnswer(page, upstream);
  const silence = proxy.add({ hold: 'responses' }, { path: RUN });
  request.write('three ');
  await expect.poll(() => silence.met.length).toBe(1); // the words have come as far as the proxy
  await page.clock.fastForward(25_000);
  await expect(page.locator('[data-phase]')).toContainText('Reconnecting');
  silence.release();
  await reconnectNow(page);
  await expect(answerText(page)).toHaveText('one two three');
  request.write('four');
  request.finish();
  await expectWholeAnswer(page);
});
