import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta, textStart } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
});
afterEach(() => endTest(browser));

describe('a start that fails', () => {
  test('without a response for 25 seconds is retried', async () => {
    server.answer(() => new Promise<Response>(() => {}));
    const connection = server.openConnection();
    const run = follow();
    await advance(24_000);
    expect(server.requests).toHaveLength(1);
    await advance(2_000);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    connection.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
  });

  test('is retried with the same run id until it succeeds', async () => {
    server.fail(2);
    const connection = server.openConnection();
    const run = follow();
    await advance(200);
    expect(run.accepted).toHaveBeenCalledTimes(1);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
    expect(new Set(server.requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    connection.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
  });

  test.each([
    ['a bad gateway', () => new Response('<h1>Bad Gateway</h1>', { status: 502 })],
    [
      'an unavailable run log',
      () => Response.json({ error: { code: 'log-unavailable', message: 'Away.' } }, { status: 503 }),
    ],
    [
      'a restart of the server',
      () => Response.json({ error: { code: 'restarting', message: 'Wait.' } }, { status: 503 }),
    ],
    ['an unknown error code', () => Response.json({ error: { code: 'E42' } }, { status: 500 })],
    [
      "a captive portal's page",
      () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }),
    ],
  ])('because of %s is retried', async (_, answer) => {
    server.answer(answer);
    const connection = server.openConnection();
    const run = follow();
    await advance();
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    connection.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(run.accepted).toHaveBeenCalledTimes(1);
  });

  test('fails with connection-lost after a minute', async () => {
    server.fail(1000);
    const run = follow();
    await advance(60_000);
    expect(run.outcome).not.toHaveBeenCalled();
    await advance(5_000);
    await expect(run.ended).rejects.toMatchObject({ code: 'connection-lost' });
    expect(server.requests.length).toBeLessThan(40);
  });

  test.each([
    [400, 'invalid-request'],
    [404, 'not-found'],
    [409, 'run-active'],
    [429, 'rate-limited'],
    [503, 'model-unavailable'],
  ])('because of HTTP %i (%s) is not retried', async (status, code) => {
    server.refuse(status, code, 'A sentence.');
    const run = follow();
    await expect(run.ended).rejects.toMatchObject({ name: 'ChatError', code, message: 'A sentence.' });
    expect(server.requests).toHaveLength(1);
    expect(run.accepted).not.toHaveBeenCalled();
  });
});

describe('an accepted run', () => {
  test.each([
    ['no longer knows it', () => server.nothing()],
    ['has deleted its log', () => server.refuse(410, 'run-expired')],
  ])('fails with run-lost when the server %s', async (_, answer) => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textDelta('a'));
    await advance();
    answer();
    connection.drop();
    await expect(run.ended).rejects.toMatchObject({ code: 'run-lost' });
    expect(run.events).toEqual([textDelta('a')]);
  });

  test('fails with run-changed when another run of the chat has replaced it, and delivers none of its events', async () => {
    const connection = server.openConnection('run-1');
    const run = follow();
    connection.send(1, textStart, textDelta('a'));
    await advance();
    const other = server.openConnection('run-2');
    other.send(3, textDelta('of another answer'), finishEvent);
    connection.drop();
    await expect(run.ended).rejects.toMatchObject({ code: 'run-changed' });
    expect(run.events).toEqual([textStart, textDelta('a')]);
    expect(other.cancelled()).toBe(true);
  });

  test('fails with connection-lost a minute after the last activity, not after its start', async () => {
    const connection = server.openConnection();
    const run = follow();
    for (let second = 0; second < 120; second += 10) {
      connection.sendText(': alive\n\n');
      await advance(10_000);
    }
    server.fail(1000);
    connection.drop();
    await advance(45_000);
    expect(run.outcome).not.toHaveBeenCalled();
    await advance(20_000);
    await expect(run.ended).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('is resumed when the device wakes: the time it slept does not count', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textDelta('one'));
    await advance();
    vi.setSystemTime(Date.now() + 3_600_000);
    server.fail(5); // the network is not there at once
    const after = server.openConnection();
    connection.drop();
    await advance(15_000);
    expect(run.outcome).not.toHaveBeenCalled();
    after.send(2, textDelta(' two'), finishEvent);
    await run.ended;
    expect(run.events).toEqual([textDelta('one'), textDelta(' two'), finishEvent]);
  });

  test('is retried when the server answers with 503', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textDelta('one'));
    await advance();
    server.refuse(503, 'model-unavailable');
    const after = server.openConnection();
    connection.drop();
    await advance(1_000);
    after.send(2, finishEvent);
    expect(await run.ended).toBe('ended');
  });

  test('is reconnected with backoff when each connection is cut after a heartbeat', async () => {
    for (let times = 0; times < 100; times++) {
      const connection = server.openConnection();
      connection.sendText(': alive\n\n');
      connection.end();
    }
    const run = follow();
    await advance(10_000);
    expect(server.requests.length).toBeLessThan(15);
    run.controller.abort('enough');
    await expect(run.ended).rejects.toBe('enough');
  });

  test('is reconnected at once when the device comes back online', async () => {
    server.fail(8);
    const run = follow();
    await advance(6_000);
    const before = server.requests.length;
    browser.online();
    await advance();
    expect(server.requests).toHaveLength(before + 1);
    run.controller.abort('enough');
    await expect(run.ended).rejects.toBe('enough');
  });
});

describe('an abort', () => {
  test('before the response rejects with its reason', async () => {
    const run = follow();
    await advance();
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(run.accepted).not.toHaveBeenCalled();
  });

  test('while events arrive cancels the connection', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textDelta('a'));
    await advance();
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(connection.cancelled()).toBe(true);
    expect(run.connections).toEqual(['open']);
  });

  test('during backoff ends the wait', async () => {
    server.fail(8);
    const run = follow();
    await advance(3_000);
    const before = server.requests.length;
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(server.requests).toHaveLength(before);
  });
});
