import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { createFrameEncoder } from '#lib/protocol/stream/event-frames.ts';
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

const events: RunEvent[] = [textStart, ...['a', 'b', 'c', 'd'].map(textDelta), finishEvent];

/** The frames of the events from number `from` to `to`, as one connection brings them. */
function frames(isCompact: boolean, from: number, to = events.length): string {
  const encode = createFrameEncoder('run-1', isCompact);
  return events
    .slice(from - 1, to)
    .map((event, index) => encode({ seq: from + index, event }))
    .join('');
}

test('every request for a stream asks for the compact form', async () => {
  const sent = vi.spyOn(globalThis, 'fetch');
  server.openConnection().drop();
  const connection = server.openConnection();
  const run = follow();
  await advance(1_000);
  connection.sendText(frames(true, 1));
  expect(await run.ended).toBe('ended');
  const accepts = sent.mock.calls.map(([, init]) => new Headers(init?.headers).get('accept'));
  expect(accepts).toEqual(Array(2).fill('text/event-stream;form=compact'));
});

test.each([
  ['both servers are new', true, true],
  ['the first server is old', false, true],
  ['the second server is old', true, false],
])('a run is resumed after any event when %s', async (_, first, second) => {
  for (let cut = 1; cut < events.length; cut++) {
    const before = server.openConnection();
    const after = server.openConnection();
    const run = follow();
    before.sendText(frames(first, 1, cut));
    await advance();
    before.drop();
    await advance(1_000);
    expect(server.requests.at(-1)?.after).toBe(String(cut));
    after.sendText(frames(second, cut + 1));
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual(events);
  }
});

test('a compact stream that repeats what has arrived is counted, and passed on once', async () => {
  const before = server.openConnection();
  const after = server.openConnection();
  const run = follow();
  before.sendText(frames(true, 1, 3));
  await advance();
  before.drop();
  await advance(1_000);
  after.sendText(frames(true, 1));
  expect(await run.ended).toBe('ended');
  expect(run.events).toEqual(events);
});

test('a merged delta that repeats a part of what has arrived makes the page replay the run', async () => {
  const before = server.openConnection();
  const after = server.openConnection();
  const replay = server.openConnection();
  const run = follow();
  before.sendText(frames(true, 1, 3));
  await advance();
  before.drop();
  await advance(1_000);
  after.sendText(`${frames(true, 2, 2)}id:4\ndata:"bc"\n\n`);
  await advance(1_000);
  expect(server.requests.at(-1)).toMatchObject({ runId: 'run-1' });
  expect(server.requests.at(-1)?.after).toBeUndefined();
  replay.sendText(frames(true, 1));
  expect(await run.ended).toBe('ended');
});
