import { RunCaller, RunReader } from './fixtures/clients/run-reader.ts';
import { expect, test } from './fixtures/cluster.ts';
import { ConnectionProxy } from './fixtures/servers/connection-proxy.ts';
import { answerText, ask, stayInterrupted } from './fixtures/test.ts';

const SLOW_MS = 150;

test('a run started on one server is followed on the other with the same words and sequence numbers', async ({
  cluster: { one, other, upstream },
  caller,
  chatId,
}) => {
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, chatId));
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
  const replay = new RunReader(await caller.attach(other.url, chatId));
  await replay.over;
  expect(replay.text).toBe('one two 三');
});

test('both servers hide a run from other callers, and allow a chat one run at a time', async ({
  cluster: { one, other, upstream },
  caller,
  chatId,
}) => {
  const reader = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const refused = await caller.start(other.url, chatId, 'another');
  expect([refused.status, refused.headers.get('x-run-id')]).toEqual([409, 'run']);
  expect((await new RunCaller('').attach(other.url, chatId)).status).toBe(404);
  const attached = new RunReader(await caller.start(other.url, chatId, 'run'));
  request.write('once');
  request.finish();
  await Promise.all([reader.over, attached.over]);
  expect([reader.text, attached.text]).toEqual(['once', 'once']);
  expect(upstream.requests).toHaveLength(1);
});

test('a stop on the other server closes the upstream within a second, and the words that were read stay', async ({
  cluster: { one, other, upstream },
  caller,
  chatId,
}) => {
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  request.write('kept ', 'words');
  await expect.poll(() => here.text).toBe('kept words');
  const stop = await caller.stop(other.url, chatId);
  expect([stop.status, await stop.json()]).toEqual([202, { stopped: true, runId: 'run' }]);
  await expect.poll(() => upstream.openRequests, { timeout: 1_000, intervals: [20] }).toBe(0);
  await here.over;
  const there = new RunReader(await caller.attach(other.url, chatId));
  await there.over;
  expect([here.text, there.text]).toEqual(['kept words', 'kept words']);
  expect([here.types.at(-1), there.types.at(-1)]).toEqual(['abort', 'abort']);
  await expect.poll(() => one.records.at(-1)).toMatchObject({ outcome: 'stopped' });
  expect(await (await caller.stop(other.url, chatId)).json()).toEqual({ stopped: false });
});

test('behind a slow connection to Redis no words are lost on either server, and a stop still arrives', async ({
  cluster: { one, other, upstream, redisProxy },
  caller,
  chatId,
}) => {
  redisProxy.delayMs = SLOW_MS;
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, chatId));
  const words = Array.from({ length: 200 }, (_, index) => `w${index} `);
  for (const [index, word] of words.entries()) {
    request.write(word);
    // Half of them one by one, as they are read on the run's own server.
    if (index % 2 === 0) await expect.poll(() => here.text, { intervals: [1] }).toContain(word);
  }
  await expect.poll(() => there.text).toBe(words.join(''));
  expect((await caller.stop(other.url, chatId)).status).toBe(202);
  await request.closed;
  expect(await Promise.all([here.over, there.over])).toEqual(['done', 'done']);
  expect(here.text).toBe(words.join(''));
  expect(there.events.at(-1)).toEqual(here.events.at(-1));
});

test('a Redis that comes back empty gets the whole run again, and a reader on the other server goes on where it was', async ({
  cluster: { one, other, upstream, redis },
  caller,
  chatId,
}) => {
  const recordsBefore = one.records.length;
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, chatId));
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
  await expect.poll(() => one.records.length).toBe(recordsBefore + 1);
  expect(one.records.at(-1)).toMatchObject({ outcome: 'complete' });
  expect(one.records.at(-1)).not.toHaveProperty('log');
});

test("without Redis the readers on the run's own server lose nothing, and the other server answers 503", async ({
  cluster: { one, other, upstream, redis },
  caller,
  chatId,
}) => {
  test.setTimeout(60_000);
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, chatId));
  request.write('before ');
  await expect.poll(() => there.text).toBe('before ');
  await redis.stopRedis();
  request.write('after');
  await expect.poll(() => here.text).toBe('before after');
  const [attach, start, stop] = await Promise.all([
    caller.attach(other.url, chatId, there.lastId),
    caller.start(other.url, 'elsewhere', 'run-2'),
    caller.stop(other.url, chatId),
  ]);
  for (const response of [attach, start, stop]) {
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'log-unavailable' } });
  }
  const back = new RunReader(await caller.attach(one.url, chatId, here.lastId));
  request.finish();
  expect(await Promise.all([here.over, back.over])).toEqual(['done', 'done']);
  expect(here.events.at(-1)?.event).toMatchObject({ messageMetadata: { outcome: 'complete' } });
  expect(back.types.at(-1)).toBe('finish');
  // The other server gives up its readers, and this one the end of its log, at about the same time.
  expect(await there.over).toBe('broken');
  expect(there.types.at(-1)).toBe('text-delta');
  await expect
    .poll(() => one.records.at(-1), { timeout: 20_000 })
    .toMatchObject({ outcome: 'complete', log: 'cut' });
});

test('when a server is killed, its runs end as lost on the other within fifteen seconds, and their chats go on there', async ({
  cluster: { one, other, upstream },
  caller,
  chatId,
  page,
}) => {
  test.setTimeout(60_000);
  const proxy = await ConnectionProxy.start(one.url);
  await page.addInitScript(stayInterrupted);
  await page.goto(proxy.url);
  await ask(page, 'Where to?');
  const shown = await upstream.nextRequest();
  shown.write('The river ', 'ran ');
  await expect(answerText(page)).toHaveText('The river ran');
  const here = new RunReader(await caller.start(one.url, chatId, 'run'));
  const request = await upstream.nextRequest();
  const there = new RunReader(await caller.attach(other.url, chatId));
  request.write('kept ', 'words');
  await expect.poll(() => there.text).toBe('kept words');

  await one.kill();
  proxy.target = other.url;
  expect(await here.over).toBe('broken');
  await expect.poll(() => there.types.at(-1), { timeout: 15_000 }).toBe('error');
  expect(await there.over).toBe('done');
  expect(there.text).toBe('kept words');
  expect(there.types.slice(-3)).toEqual(['text-end', 'message-metadata', 'error']);
  expect(there.events.at(-2)?.event).toMatchObject({
    messageMetadata: { outcome: 'interrupted', error: { code: 'run-lost' } },
  });
  const next = new RunReader(await caller.start(other.url, chatId, 'next'));
  const nextRequest = await upstream.nextRequest();
  nextRequest.write('again');
  nextRequest.finish();
  expect(await next.over).toBe('done');
  expect(next.text).toBe('again');

  await expect(page.getByText('The server no longer has the rest of this answer.')).toBeVisible({
    timeout: 20_000,
  });
  await expect(answerText(page)).toHaveText('The river ran');
  await page.getByRole('button', { name: 'Continue' }).click();
  const rest = await upstream.nextRequest();
  rest.write('river ran down ', 'to the sea.');
  rest.finish();
  await expect(answerText(page)).toHaveText('The river ran down to the sea.');
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
  await proxy.close();
});
