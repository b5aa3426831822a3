import { stopClock } from './fixtures/page/stopped-clock.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('the status line shows each state of a run', async ({ page, upstream }) => {
  const clock = await stopClock(page);
  await page.goto('/');
  await ask(page, 'What are you doing?');
  const request = await upstream.nextRequest();
  const line = page.locator('[data-phase]');
  await expect(line).toHaveText('Waiting for the model');
  await clock.advance(4_000);
  await expect(line).toHaveText('Waiting for the model · 4 s');
  request.think('Hm.');
  await expect(line).toHaveText('Thinking');
  request.write('This ');
  await expect(line).toHaveText('Writing');
  request.delta({
    tool_calls: [{ index: 0, id: 'call-1', function: { name: 'current_time', arguments: '{"timeZone"' } }],
  });
  await expect(line).toContainText('Calling');
  request.delta({ tool_calls: [{ index: 0, function: { arguments: ':"UTC"}' } }] });
  request.finish('tool_calls');
  const second = await upstream.nextRequest();
  await expect(line).toContainText('Waiting for the model');
  second.write('and that.');
  second.finish();
  await expect(line).toHaveCount(0);
});

test('the status line tells a stalled model from a stopped one, and offers to wait or stop', async ({
  page,
  upstream,
}) => {
  const clock = await stopClock(page);
  await page.goto('/');
  await ask(page, 'Still there?');
  const request = await upstream.nextRequest();
  request.write('Well');
  await expect(answerText(page)).toHaveText('Well');
  const line = page.locator('[data-phase]');
  await clock.advance(8_000);
  await expect(line).toContainText(/Connected, no output for \d+ s/);
  await line.getByRole('button', { name: 'Keep waiting' }).click();
  await expect(line).toContainText('The server will wait 5 minutes longer.');
  await expect(line.getByRole('button', { name: 'Keep waiting' })).toHaveCount(0);
  await expect(line).toContainText('Connected, no output for');
  await clock.advance(10_000);
  await expect(line.getByRole('button', { name: 'Keep waiting' })).toBeVisible();
  request.write(', yes');
  await expect(line).toHaveText('Writing');
  await clock.advance(8_000);
  await line.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(answerText(page)).toHaveText('Well, yes');
});

test('a rate limit is counted down until the model is asked again', async ({ page, upstream }) => {
  const clock = await stopClock(page);
  await page.goto('/');
  await ask(page, 'May I?');
  (await upstream.nextRequest()).refuse(429, 'Slow down.', { 'retry-after': '28' });
  const line = page.locator('[data-phase=retrying]');
  await expect(line).toContainText('Rate limited. Retrying in 28 s (1 of 2)');
  await clock.advance(3_000);
  await expect(line).toContainText('Rate limited. Retrying in 25 s (1 of 2)');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(line).toHaveCount(0);
  expect(upstream.requests).toHaveLength(1);
});

test('a reloaded page shows how long the model has been silent, and its keep-alives', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Still thinking?');
  const request = await upstream.nextRequest();
  request.write('Well');
  await expect(answerText(page)).toHaveText('Well');
  request.raw(': thinking\n\n');
  const attach = () =>
    page.evaluate(async () => {
      const response = await fetch(`/api${location.pathname}/run`);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      return value;
    });
  // A reader who attaches learns of a silence of a second.
  await expect.poll(attach).toMatch(/^: alive silent=\d{4,}ms keep-alives=1$/m);
  const clock = await stopClock(page);
  await page.reload();
  await expect(answerText(page)).toHaveText('Well');
  const line = page.locator('[data-phase]');
  await expect(line).toHaveAttribute('data-phase', 'writing'); // connected: the text alone may come from the storage
  await clock.advance(130_000);
  await expect(line).toContainText(
    /^Connected, no output for 1[3-9]\d s · 1 keep-alive from the model’s server/,
  );
  request.finish();
  await expect(line).toHaveCount(0);
});

test('a retry has a countdown and can be stopped', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Busy?');
  (await upstream.nextRequest()).refuse(429, 'Slow down.', { 'retry-after': '5' });
  const line = page.locator('[data-phase]');
  await expect(line).toContainText(/Retrying in [1-5] s \(1 of 2\)/);
  (await upstream.nextRequest()).refuse(503, 'Not yet.', { 'retry-after': '30' });
  await expect(line).toContainText(/Retrying in (30|2\d) s \(2 of 2\)/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  expect(upstream.requests).toHaveLength(2);
});

test('a question asked offline is sent when the connection is back', async ({ page, context, upstream }) => {
  await page.goto('/');
  await ask(page, 'Are you there?');
  const first = await upstream.nextRequest();
  first.write('Yes');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await context.setOffline(true);
  await ask(page, 'And now?');
  await expect(page.locator('[data-phase]')).toContainText(
    'You’re offline. Will send when you’re back online',
  );
  await context.setOffline(false);
  const second = await upstream.nextRequest();
  expect(second.question).toBe('And now?');
  second.write('Now too');
  second.finish();
  await expect(answerText(page)).toHaveText('Now too');
});
