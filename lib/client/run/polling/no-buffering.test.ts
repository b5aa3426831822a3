import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FakeBrowser } from '#lib/client/testing/fake-browser.ts';
import type { FakeConnection, FakeServer } from '#lib/client/testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta, textStart } from '#lib/client/testing/follow.ts';
import { endTest, startRunTest } from '#lib/client/testing/test-setup.ts';
import { buffering, installBufferingGuard, resetBuffering } from './buffering-guard.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
  installBufferingGuard();
  resetBuffering();
});
afterEach(() => {
  browser.online(); // the page streams again
  endTest(browser);
});

const methods = () => server.requests.map(({ method }) => method);
const polls = () => server.requests.filter(({ url }) => url.includes('wait='));
const forever = new Promise<void>(() => {});

/** Answers the next HEAD: the server has the events before number `next`. */
const describeRun = (next: number, runId = 'run-1') =>
  server.answer(
    () => new Response(null, { headers: { 'x-run-id': runId, 'x-run-next': `${runId}:${next}` } }),
  );

/** Streams `: alive` every 10 s. */
async function beat(connection: FakeConnection, times: number): Promise<void> {
  for (let beats = 0; beats < times; beats++) {
    await advance(10_000);
    connection.sendText(': alive\n\n');
  }
  await advance();
}

describe('without a proxy that holds words back, the page goes on streaming', () => {
  /** Nothing but streams has been requested, once the run has ended. */
  const expectStreams = async (run: ReturnType<typeof follow>, connection: FakeConnection, seq: number) => {
    connection.send(seq, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(polls()).toEqual([]);
    expect(buffering.isNoticeShown).toBe(false);
  };

  test('while the model is slow', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart);
    await beat(connection, 30);
    expect(methods()).toEqual(['POST']);
    await expectStreams(run, connection, 2);
  });

  test('when the tab was frozen, or its timers throttled', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart);
    await advance();
    const { now } = performance;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 8_000);
    await advance(12_000); // fires after 20 s
    expect(methods()).toEqual(['POST']);
    connection.sendText(': at=1000\n\n: at=19000\n\n');
    connection.send(2, textDelta('a'));
    describeRun(3);
    await advance(2_500);
    await expectStreams(run, connection, 3);
  });

  test('when the tab is hidden', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart);
    await advance();
    browser.setVisibility('hidden');
    await advance(24_000);
    browser.setVisibility('visible');
    expect(methods()).toEqual(['POST']);
    await expectStreams(run, connection, 2);
  });

  test('when much arrives at once after a connection', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart, textDelta('a'.repeat(100_000)));
    connection.sendText(': at=300\n\n');
    await beat(connection, 2);
    expect(methods()).toEqual(['POST']);
    await expectStreams(run, connection, 3);
  });

  test('when words are late, but the server has no others', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.sendText(': at=300\n\n');
    await advance(9_000);
    connection.sendText(': at=400\n\n: at=9000\n\n');
    connection.send(1, textStart);
    describeRun(2);
    await advance(1_000);
    expect(methods()).toEqual(['POST', 'HEAD']);
    await expectStreams(run, connection, 2);
  });

  test('when more arrives while the server is asked, because the network is slow', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.sendText(': at=300\n\n');
    await advance(9_000);
    connection.sendText(': at=400\n\n: at=9000\n\n');
    for (let seq = 1; seq <= 20; seq++) {
      connection.send(seq, textDelta('a'));
      describeRun(99);
      await advance(1_400); // before the grace is over
    }
    server.forget();
    await expectStreams(run, connection, 21);
  });

  test('when a connection has died unnoticed: another takes its place', async () => {
    const first = server.openConnection();
    describeRun(9);
    const second = server.openConnection();
    const run = follow();
    first.send(1, textStart);
    await advance(13_500);
    expect(first.cancelled()).toBe(true);
    second.send(2, textDelta('a'));
    await beat(second, 1);
    expect(buffering.isSuspected).toBe(false);
    await expectStreams(run, second, 3);
    expect(run.connections).toEqual(['open']);
  });

  test.each([
    ['does not answer', () => server.answer(() => forever as unknown as Promise<Response>)],
    ['fails', () => server.refuse(503, 'log-unavailable')],
    ['knows no run', () => server.nothing()],
    ['names another run', () => describeRun(9, 'run-0')],
  ])('when the server %s, which says nothing about a proxy', async (_, answer) => {
    const connection = server.openConnection();
    server.delayLast(new Promise((resolve) => setTimeout(resolve, 20_000)));
    const run = follow();
    for (let times = 0; times < 3; times++) answer();
    await advance(20_000);
    server.forget();
    await expectStreams(run, connection, 1);
  });
});
