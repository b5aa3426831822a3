import { test as base, expect } from '@playwright/test';
import { ConnectionProxy } from './fixtures/connection-proxy.ts';
import { RedisServer } from './fixtures/redis-server.ts';
import { RunCaller, RunReader } from './fixtures/run-reader.ts';
import { RunnelServer } from './fixtures/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/scripted-upstream.ts';
import { answerText, ask } from './fixtures/test.ts';

const SLOW_MS = 150;

type World = { redis: RedisServer; upstream: ScriptedUpstream; one: RunnelServer; other: RunnelServer };

/** Two production servers on one Redis, and one upstream; `slow` puts a slow line before the Redis. */
const test = base.extend<{ slow: boolean; world: World; caller: RunCaller }>({
  slow: [false, { option: true }],
  world: async ({ slow }, use) => {
    const [redis, upstream] = await Promise.all([RedisServer.start(), ScriptedUpstream.start()]);
    const line = slow ? await ConnectionProxy.start(redis.address.url, SLOW_MS) : undefined;
    const environment = {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      ...redis.environment(line?.url),
    };
    const [one, other] = await Promise.all([
      RunnelServer.start(environment),
      RunnelServer.start(environment),
    ]);
    try {
      await use({ redis, upstream, one, other });
      await expect.poll(() => upstream.openRequests, { message: 'open upstream requests' }).toBe(0);
      for (const { output } of [one, other]) {
        expect(output.filter((text) => /Error|exception|rejection/i.test(text))).toEqual([]);
      }
    } finally {
      await Promise.all([one.stop(), other.stop()]);
      await line?.close();
      await Promise.all([upstream.close(), redis.close()]);
    }
  },
  caller: async ({ world: { one } }, use) => {
    const cookie = (await fetch(`${one.url}/api/models`)).headers.get('set-cookie')?.split(';')[0];
    await use(new RunCaller(cookie ?? ''));
  },
});

test('a run started on one server is followed on the other, word for word and number for number', async ({
  world: { one, other, upstream },
  caller,
}) => {
  const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, 'chat'));
  request.think('hm');
  for (const word of ['one ', 'two ', '三']) {
    const before = there.text;
    request.write(word);
    await expect.poll(() => there.text).toBe(before + word);
  }
  request.finish();
  expect(await Promise.all([here.over, there.over])).toEqual(['done', 'done']);
  expect(there.text).toBe('one two 三');
  expect(there.lastSeq).toBe(here.lastSeq);
  expect(there.events.at(-1)).toEqual(here.events.at(-1));
  expect(there.events.at(-1)?.event).toMatchObject({ messageMetadata: { outcome: 'complete' } });
  const replay = new RunReader(await caller.attach(other.url, 'chat'));
  await replay.over;
  expect(replay.text).toBe('one two 三');
});

test("a run of one caller is nobody else's on either server, and a chat has one run at a time", async ({
  world: { one, other, upstream },
  caller,
}) => {
  const reader = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  const refused = await caller.start(other.url, 'chat', 'another');
  expect([refused.status, refused.headers.get('x-run-id')]).toEqual([409, 'run']);
  expect((await new RunCaller('').attach(other.url, 'chat')).status).toBe(404);
  const attached = new RunReader(await caller.start(other.url, 'chat', 'run'));
  request.write('once');
  request.finish();
  await Promise.all([reader.over, attached.over]);
  expect([reader.text, attached.text]).toEqual(['once', 'once']);
  expect(upstream.requests).toHaveLength(1);
});

test('a stop on the other server closes the upstream within a second, and keeps what was read', async ({
  world: { one, other, upstream },
  caller,
}) => {
  const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  request.write('kept ', 'words');
  await expect.poll(() => here.text).toBe('kept words');
  const stop = await caller.stop(other.url, 'chat');
  expect([stop.status, await stop.json()]).toEqual([202, { stopped: true, runId: 'run' }]);
  await expect.poll(() => upstream.openRequests, { timeout: 1_000, intervals: [20] }).toBe(0);
  await here.over;
  const there = new RunReader(await caller.attach(other.url, 'chat'));
  await there.over;
  expect([here.text, there.text]).toEqual(['kept words', 'kept words']);
  expect([here.types.at(-1), there.types.at(-1)]).toEqual(['abort', 'abort']);
  await expect.poll(() => one.records).toMatchObject([{ outcome: 'stopped' }]);
  expect(await (await caller.stop(other.url, 'chat')).json()).toEqual({ stopped: false });
});

test("a killed server's run ends as lost on the other within fifteen seconds, and the chat goes on there", async ({
  world: { one, other, upstream },
  caller,
}) => {
  const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, 'chat'));
  request.write('kept ', 'words');
  await expect.poll(() => there.text).toBe('kept words');
  await one.kill();
  expect(await here.over).toBe('broken');
  await expect.poll(() => there.types.at(-1), { timeout: 15_000 }).toBe('error');
  expect(await there.over).toBe('done');
  expect(there.text).toBe('kept words');
  expect(there.types.slice(-3)).toEqual(['text-end', 'message-metadata', 'error']);
  expect(there.events.at(-2)?.event).toMatchObject({
    messageMetadata: { outcome: 'interrupted', error: { code: 'run-lost' } },
  });
  const next = new RunReader(await caller.start(other.url, 'chat', 'next'));
  const nextRequest = await upstream.nextRequest();
  nextRequest.write('again');
  nextRequest.finish();
  expect(await next.over).toBe('done');
  expect(next.text).toBe('again');
});

test("without Redis in the middle the readers of the run's own server lose nothing; the others are told nothing untrue", async ({
  world: { one, other, upstream, redis },
  caller,
}) => {
  test.setTimeout(60_000);
  const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, 'chat'));
  request.write('before ');
  await expect.poll(() => there.text).toBe('before ');
  await redis.stopRedis();
  request.write('after');
  await expect.poll(() => here.text).toBe('before after');
  expect(await there.over).toBe('broken');
  expect(there.types.at(-1)).toBe('text-delta');
  const [attach, start, stop] = await Promise.all([
    caller.attach(other.url, 'chat', there.lastSeq),
    caller.start(other.url, 'elsewhere', 'run-2'),
    caller.stop(other.url, 'chat'),
  ]);
  for (const response of [attach, start, stop]) {
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'log-unavailable' } });
  }
  const back = new RunReader(await caller.attach(one.url, 'chat', here.lastSeq));
  request.finish();
  expect(await Promise.all([here.over, back.over])).toEqual(['done', 'done']);
  expect(here.events.at(-1)?.event).toMatchObject({ messageMetadata: { outcome: 'complete' } });
  expect(back.types.at(-1)).toBe('finish');
  await expect
    .poll(() => one.records, { timeout: 20_000 })
    .toMatchObject([{ outcome: 'complete', log: 'cut' }]);
});

test("a Redis that comes back empty is told the whole run, and the other server's reader goes on where it was", async ({
  world: { one, other, upstream, redis },
  caller,
}) => {
  const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, 'chat'));
  request.write('before ');
  await expect.poll(() => there.text).toBe('before ');
  await redis.stopRedis();
  request.write('between ');
  await expect.poll(() => here.text).toBe('before between ');
  await redis.startRedis();
  await expect.poll(() => there.text, { timeout: 15_000 }).toBe('before between ');
  request.write('after');
  request.finish();
  expect(await Promise.all([here.over, there.over])).toEqual(['done', 'done']);
  expect([here.text, there.text]).toEqual(['before between after', 'before between after']);
  await expect.poll(() => one.records).toMatchObject([{ outcome: 'complete' }]);
  expect(one.records[0]).not.toHaveProperty('log');
});

test.describe('behind a slow line to Redis', () => {
  test.use({ slow: true });

  test('nothing is lost, here or there, and a stop still arrives', async ({
    world: { one, other, upstream },
    caller,
  }) => {
    const here = new RunReader(await caller.start(one.url, 'chat', 'run'));
    const request = await upstream.nextRequest();
    const there = new RunReader(await caller.attach(other.url, 'chat'));
    const words = Array.from({ length: 200 }, (_, index) => `w${index} `);
    for (const [index, word] of words.entries()) {
      request.write(word);
      // Half of them one by one, as they are read here.
      if (index % 2 === 0) await expect.poll(() => here.text, { intervals: [1] }).toContain(word);
    }
    await expect.poll(() => there.text).toBe(words.join(''));
    expect((await caller.stop(other.url, 'chat')).status).toBe(202);
    await request.closed;
    expect(await Promise.all([here.over, there.over])).toEqual(['done', 'done']);
    expect(here.text).toBe(words.join(''));
    expect(there.events.at(-1)).toEqual(here.events.at(-1));
  });
});

test('a page whose server is killed keeps its words, and Continue goes on with them on the other server', async ({
  world: { one, other, upstream },
  page,
}) => {
  test.setTimeout(60_000);
  const line = await ConnectionProxy.start(one.url);
  await page.goto(line.url);
  await ask(page, 'Where to?');
  const request = await upstream.nextRequest();
  request.write('The river ', 'ran ');
  await expect(answerText(page)).toHaveText('The river ran');
  await one.kill();
  line.target = other.url;
  await expect(page.getByText('The server restarted during this answer.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(answerText(page)).toHaveText('The river ran');
  await page.getByRole('button', { name: 'Continue' }).click();
  const rest = await upstream.nextRequest();
  rest.write('river ran down ', 'to the sea.');
  rest.finish();
  await expect(answerText(page)).toHaveText('The river ran down to the sea.');
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
  await line.close();
});
