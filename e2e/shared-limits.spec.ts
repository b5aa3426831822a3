import { RunReader } from './fixtures/clients/run-reader.ts';
import { expect, test } from './fixtures/cluster.ts';

const TOKENS_PER_DAY = 200;

test.use({
  settings: { RUNS_PER_MINUTE: '5', LIVE_RUNS: '3', TOKENS_PER_DAY: String(TOKENS_PER_DAY) },
});

async function refusalOf(response: Response): Promise<{ status: number; code: string; retryAfter: number }> {
  const { error } = await response.json();
  return {
    status: response.status,
    code: error.code,
    retryAfter: Number(response.headers.get('retry-after')),
  };
}

test('runs per minute of a caller are counted on both servers together', async ({
  cluster: { one, other, upstream },
  caller,
}) => {
  for (const [index, { url }] of [one, other, one, other, other].entries()) {
    const reader = new RunReader(await caller.start(url, crypto.randomUUID(), `run-${index}`));
    (await upstream.nextRequest()).finish();
    expect(await reader.over).toBe('done');
  }
  for (const { url } of [one, other]) {
    const refusal = await refusalOf(await caller.start(url, crypto.randomUUID(), crypto.randomUUID()));
    expect(refusal).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(refusal.retryAfter).toBeGreaterThan(0);
    expect(refusal.retryAfter).toBeLessThanOrEqual(60);
  }
  expect(upstream.requests).toHaveLength(5);
});

test('live runs of a caller are counted on both servers together, until they end on either', async ({
  cluster: { one, other, upstream },
  caller,
}) => {
  const readers: RunReader[] = [];
  for (const [index, { url }] of [one, other, one].entries()) {
    readers.push(new RunReader(await caller.start(url, `live-${index}`, `run-${index}`)));
    await upstream.nextRequest();
  }
  for (const { url } of [one, other]) {
    const refusal = await refusalOf(await caller.start(url, crypto.randomUUID(), crypto.randomUUID()));
    expect(refusal).toMatchObject({ status: 429, code: 'rate-limited' });
  }
  upstream.requests[0]?.finish();
  expect(await readers[0]?.over).toBe('done');
  const next = await caller.start(other.url, 'live-next', 'run-next');
  expect(next.status).toBe(200);
  readers.push(new RunReader(next));
  for (const request of upstream.requests.slice(1)) request.finish();
  (await upstream.nextRequest()).finish();
  expect(await Promise.all(readers.map(({ over }) => over))).toEqual(['done', 'done', 'done', 'done']);
});

test('the token budget of a day ends the answers of both servers, and refuses runs on both', async ({
  cluster: { one, other, upstream },
  caller,
}) => {
  const readers: RunReader[] = [];
  for (const [index, { url }] of [one, other].entries()) {
    readers.push(new RunReader(await caller.start(url, `spent-${index}`, `run-${index}`)));
    await upstream.nextRequest();
  }
  // Neither of them would exceed the budget alone.
  const requests = [...upstream.requests];
  let written = 0;
  while (requests.some(({ open }) => open) && written < TOKENS_PER_DAY * 0.9) {
    for (const request of requests) request.write('token ');
    written++;
    const atLeast = written;
    await expect
      .poll(() => readers.every(({ text, types }) => text.length >= atLeast * 6 || types.includes('finish')))
      .toBe(true);
  }
  await Promise.all(requests.map(({ closed }) => closed));
  expect(await Promise.all(readers.map(({ over }) => over))).toEqual(['done', 'done']);
  for (const reader of readers) {
    expect(reader.events.at(-1)?.event).toMatchObject({
      messageMetadata: { outcome: 'length', error: { code: 'budget-exceeded' } },
    });
  }
  for (const { url } of [one, other]) {
    const refusal = await refusalOf(await caller.start(url, crypto.randomUUID(), crypto.randomUUID()));
    expect(refusal).toMatchObject({ status: 429, code: 'budget-exceeded' });
  }
});

test('without Redis a budget still ends the answers that are live, and refused starts hold no place', async ({
  cluster: { one, other, upstream, redis },
  caller,
}) => {
  test.setTimeout(60_000);
  const reader = new RunReader(await caller.start(one.url, 'cut-off', 'run'));
  const request = await upstream.nextRequest();
  request.write('before ');
  await expect.poll(() => reader.text).toBe('before ');
  await redis.stopRedis();
  const refusals = await Promise.all(
    ['a', 'b', 'c'].map(async (id) => refusalOf(await caller.start(other.url, `refused-${id}`, id))),
  );
  for (const refusal of refusals) expect(refusal).toMatchObject({ status: 503, code: 'log-unavailable' });
  for (let token = 0; token < TOKENS_PER_DAY * 2; token++) request.write('token ');
  await request.closed;
  expect(await reader.over).toBe('done');
  expect(reader.events.at(-1)?.event).toMatchObject({
    messageMetadata: { error: { code: 'budget-exceeded' } },
  });
  await redis.startRedis();
  await expect
    .poll(async () => (await caller.start(other.url, 'afterwards', 'afterwards')).status, { timeout: 20_000 })
    .toBe(200);
  (await upstream.nextRequest()).finish();
});
