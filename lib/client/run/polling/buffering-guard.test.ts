import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeBrowser } from '#lib/client/testing/fake-browser.ts';
import type { FakeServer } from '#lib/client/testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta, textStart } from '#lib/client/testing/follow.ts';
import { endTest, startRunTest } from '#lib/client/testing/test-setup.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
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

/** Answers the next long poll. */
const answerPoll = (next: number, events: (RunEvent & { from?: number })[], more: object = {}) =>
  server.answer(() =>
    Response.json(
      { events, next: `run-1:${next}`, closed: false, ...more },
      { headers: { 'x-run-id': 'run-1', 'content-type': 'application/json' } },
    ),
  );

/** The next request for a stream gets no response. */
const holdStream = () => {
  server.openConnection();
  server.delayLast(forever);
};

describe('a proxy that holds back the responses', () => {
  test('makes the page poll, over the run that the first request has started', async () => {
    holdStream();
    describeRun(1);
    holdStream();
    describeRun(3);
    answerPoll(2, [textStart, textDelta('a')]);
    answerPoll(4, [textDelta('b'), finishEvent], { closed: true });
    const run = follow();
    await advance(4_500);
    expect(run.accepted).toHaveBeenCalledTimes(1);
    await advance(2_500);
    expect(run.events).toEqual([textStart, textDelta('a')]);
    expect(buffering.isNoticeShown).toBe(true);
    await advance(200);
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual([textStart, textDelta('a'), textDelta('b'), finishEvent]);
    expect(methods()).toEqual(['POST', 'HEAD', 'GET', 'HEAD', 'GET', 'GET']);
    expect(polls().map(({ url }) => url)).toEqual([
      '/api/chats/chat-1/run?wait=10&runId=run-1',
      '/api/chats/chat-1/run?wait=10&after=run-1:2',
    ]);
    expect(run.connections).toEqual(['open']);
  });

  test('is known to the next run, whose first request is a long poll; the page says so once', async () => {
    await makeItPoll();
    buffering.dismissNotice();
    answerPoll(2, [textStart, finishEvent], { closed: true });
    const run = follow();
    expect(await run.ended).toBe('ended');
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', url: '/api/chats/chat-1/run?wait=10' });
    expect(buffering.isNoticeShown).toBe(false);
    browser.online();
    await makeItPoll();
    expect(buffering.isNoticeShown).toBe(false);
  });

  test('may be gone in another network: the page streams again', async () => {
    await makeItPoll();
    browser.online();
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(server.requests.at(-1)?.url).toBe('/api/chats/chat-1/run');
  });

  test('in blocks shows in the times at which its words were written', async () => {
    const first = server.openConnection();
    describeRun(5);
    const second = server.openConnection();
    describeRun(6);
    answerPoll(5, [finishEvent], { closed: true });
    const run = follow();
    first.sendText(': alive\n\n');
    await advance(8_000);
    first.sendText(': at=1000\n\n');
    first.send(1, textStart, textDelta('a'));
    first.sendText(': at=8000\n\n');
    await advance(2_500); // one second, and the grace
    second.send(3, textDelta('b'));
    await advance(8_000);
    second.sendText(': at=2000\n\n: at=8000\n\n');
    second.send(4, textDelta('c'));
    await advance(2_500);
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual([textStart, ...['a', 'b', 'c'].map(textDelta), finishEvent]);
    expect(run.connections).toEqual(['open']);
    expect(buffering.isNoticeShown).toBe(true);
  });

  test('holds heartbeats back too, while the model is silent', async () => {
    const first = server.openConnection();
    describeRun(2);
    const second = server.openConnection();
    describeRun(2);
    const run = follow();
    first.send(1, textStart);
    await advance(13_500);
    second.sendText(': alive\n\n');
    answerPoll(1, [], { silentMs: 27_000, keepAlives: 3 });
    answerPoll(2, [finishEvent], { closed: true });
    await advance(13_500);
    expect(run.heartbeats.at(-1)).toBe(': alive silent=27000ms keep-alives=3');
    await advance(200);
    expect(await run.ended).toBe('ended');
    expect(run.connections).toEqual(['open']);
  });
});

/** Follows a run whose connections are held back, until it is polled to its end. */
async function makeItPoll(): Promise<void> {
  holdStream();
  describeRun(1);
  holdStream();
  describeRun(1);
  answerPoll(1, [finishEvent], { closed: true });
  const run = follow();
  await advance(7_000);
  expect(await run.ended).toBe('ended');
}

test('a poll that repeats part of a merged event replays the run from its start', async () => {
  await makeItPoll();
  const begin = server.requests.length;
  answerPoll(3, [textStart, { ...textDelta('ab'), from: 2 }]);
  answerPoll(4, [{ ...textDelta('abc'), from: 2 }]);
  answerPoll(5, [textStart, { ...textDelta('abc'), from: 2 }, finishEvent], { closed: true });
  const run = follow();
  await advance(1_000);
  expect(await run.ended).toBe('ended');
  expect(server.requests.slice(begin).map(({ after, runId }) => after ?? runId)).toEqual([
    undefined,
    '3',
    'run-1',
  ]);
});

test('a run that is left while its connection is held leaves nothing behind', async () => {
  holdStream();
  describeRun(1);
  const run = follow();
  await advance(3_500);
  run.controller.abort();
  await expect(run.ended).rejects.toMatchObject({ name: 'AbortError' });
});
