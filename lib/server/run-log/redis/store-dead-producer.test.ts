import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisServer } from '../../../../e2e/fixtures/servers/redis-server.ts';
import { appendAndAwait, findRun, twoServers } from '../testing/faulty-redis.ts';
import {
  abort,
  createRunInfo,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from '../testing/run-log-fixtures.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.close());

describe('a dead producer', () => {
  test('the next reader ends its run as lost, keeps the text and ends open parts', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    await expireLease();
    const entries = await readToEnd((await findRun(other)).read(0));
    expect(entries.map(({ event }) => event)).toMatchObject([
      start,
      delta('kept'),
      end,
      { messageMetadata: { outcome: 'interrupted', error: { code: 'run-lost' } } },
      { type: 'error' },
    ]);
    await log.close([abort]);
  });

  test('its run has failed when there was no model output', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    await connection.disconnect();
    await expireLease();
    const entries = await readToEnd((await findRun(other)).read(0));
    expect(entries.at(-2)?.event).toMatchObject({ messageMetadata: { outcome: 'failed' } });
    await log.close([abort]);
  });

  test('a stop closes its log at once', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    await expireLease();
    expect(await (await findRun(other)).close([abort])).toBe(true);
    const events = (await readToEnd((await findRun(other)).read(0))).map(({ event }) => event);
    expect(events).toEqual([start, delta('kept'), end, abort]);
    await log.close([abort]);
  });

  test('a pending stop takes effect once the producer counts as dead', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    expect(await (await findRun(other)).close([abort])).toBe(true);
    await expireLease();
    expect((await readToEnd((await findRun(other)).read(0))).at(-1)?.event).toEqual(abort);
    await log.close([abort]);
  });

  test('is rejected when it reconnects; its readers keep their text and receive the loss', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'both ');
    const here = log.read(0);
    await connection.disconnect();
    log.append(delta('only here'));
    await expireLease();
    const there = await readToEnd((await findRun(other)).read(0));
    const closed = new Promise<void>((resolve) => log.onClose(resolve));
    connection.cut = false;
    await closed;
    expect(log.append(delta('late'))).toBe('closed');
    expect(await log.settled()).toBe('lost');
    const entries = await readToEnd(here);
    expect(joinText(entries)).toBe('both only here');
    expect(entries.at(-1)?.event).toEqual(there.at(-1)?.event);
    expect(joinText(there)).toBe('both ');
    // A reader that switches servers with the last number from this one still receives the end.
    const lastText = entries.findLast(({ event }) => event.type === 'text-delta')?.seq ?? 0;
    const after = await readToEnd((await findRun(other)).read(lastText));
    expect(after.map(({ event }) => event.type)).toEqual(['text-end', 'message-metadata', 'error']);
  });

  test('does not block the next run, which fences it', async () => {
    const { one, other, connection, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'old');
    const reader = (await findRun(other)).read(0);
    await connection.disconnect();
    await expect(other.open(createRunInfo({ runId: 'run-2' }))).rejects.toMatchObject({ code: 'run-active' });
    await expireLease();
    const next = await other.open(createRunInfo({ runId: 'run-2' }));
    expect(next.created).toBe(true);
    connection.cut = false;
    expect(await log.settled()).toBe('lost');
    expect((await readToEnd(reader)).at(-1)?.event).toMatchObject({ type: 'error' });
    expect((await findRun(one)).info.runId).toBe('run-2');
    await next.log.close([finish]);
  });

  test('continues its run when it was only late', async () => {
    const { one, other, expireLease } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await expireLease();
    const reading = readToEnd((await findRun(other)).read(0));
    await appendAndAwait(log, other, 'still here');
    await log.close([finish]);
    const entries = await reading;
    expect(joinText(entries)).toBe('still here');
    expect(entries.at(-1)?.event).toEqual(finish);
  });
});
