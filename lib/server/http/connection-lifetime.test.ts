import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SseDecoder, type SseFrame } from '#lib/sse/sse-decoder.ts';
import { MemoryRunLogStore } from '../run-log/memory-run-log-store.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { createRunInfo, delta, end, finish, start } from '../run-log/testing/run-log-fixtures.ts';
import { createEventStream } from './event-stream.ts';
import { respondWithRun } from './run-response.ts';

// The lifetime of a connection is injected, or passes on a fake clock.

const LIFETIME_MS = 60_000;
const FAREWELL = 'retry: 250\n\n: reconnect\n';
const caller = { id: 'ann', address: '127.0.0.1' };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const openLog = async () => (await new MemoryRunLogStore().open(createRunInfo())).log;

/** Reads a connection of a client that accepts this, after number `after`. */
function connect(log: RunLog, { after = 0, accept = 'text/event-stream' } = {}) {
  const request = new Request('http://localhost/', { headers: { accept } });
  const { body } = respondWithRun(log, { after, caller, request });
  const decoder = new SseDecoder();
  const connection = { frames: [] as SseFrame[], text: '', isOver: false };
  void (async () => {
    for await (const bytes of body ?? []) {
      connection.text += new TextDecoder().decode(bytes);
      connection.frames.push(...decoder.push(bytes));
    }
    connection.isOver = true;
  })();
  return connection;
}

test('a connection is closed after its lifetime, and says that the client goes on with another', async () => {
  const log = await openLog();
  log.append(start);
  const connection = connect(log);
  await vi.advanceTimersByTimeAsync(LIFETIME_MS - 1);
  expect(connection.isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(connection.isOver).toBe(true);
  expect(connection.text.endsWith(FAREWELL)).toBe(true);
  expect(connection.text).not.toContain('[DONE]');
  expect(log.closed).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test('words come with the age of the connection when they were written, at most four times a second', async () => {
  const log = await openLog();
  const connection = connect(log);
  for (let word = 0; word < 20; word++) {
    log.append(word === 0 ? start : delta('a'));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(connection.text.match(/at=\d+/g)).toEqual([
    'at=300',
    'at=600',
    'at=900',
    'at=1200',
    'at=1500',
    'at=1800',
  ]);
  expect(connection.frames).toHaveLength(20);
  await log.close([finish]);
});

test('connections that began together are closed one after another', async () => {
  const log = await openLog();
  vi.mocked(Math.random).mockReturnValueOnce(0.5);
  const [early, late] = [connect(log), connect(log)];
  await vi.advanceTimersByTimeAsync(LIFETIME_MS * 0.95);
  expect([early.isOver, late.isOver]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(LIFETIME_MS * 0.05);
  expect(late.isOver).toBe(true);
});

test.each(['*/*', 'application/json'])(
  'the connection of a client that accepts %s lasts as long as the run',
  async (accept) => {
    const log = await openLog();
    const connection = connect(log, { accept });
    await vi.advanceTimersByTimeAsync(LIFETIME_MS * 10);
    expect(connection.isOver).toBe(false);
    await log.close([finish]);
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.frames.at(-1)?.data).toBe('[DONE]');
  },
);

test('a client that goes on after its last frame gets every word once, over any number of connections', async () => {
  const log = await openLog();
  log.append(start);
  const frames: SseFrame[] = [];
  let connection = connect(log);
  let connections = 1;
  const goOn = () => {
    frames.push(...connection.frames);
    connection = connect(log, { after: Number(frames.at(-1)?.id.split(':')[1] ?? 0) });
    connections++;
  };
  for (let word = 0; word < 1_000; word++) {
    log.append(delta(`${word} `));
    await vi.advanceTimersByTimeAsync(499);
    if (connection.isOver) goOn();
  }
  log.append(end);
  await log.close([finish]);
  await vi.advanceTimersByTimeAsync(0);
  frames.push(...connection.frames);
  expect(connections).toBe(9);
  const events = frames.map(({ data }) => data);
  expect(events.pop()).toBe('[DONE]');
  const text = events.map((data) => JSON.parse(data).delta ?? '').join('');
  expect(text).toBe(Array.from({ length: 1_000 }, (_, word) => `${word} `).join(''));
});

test('a client that does not read learns of the close after what it has not read, and its source is left once', async () => {
  const source = { next: async () => 'data: a\n\n', leave: vi.fn(), lifetimeMs: 1_000 };
  const response = createEventStream(source, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(source.leave).toHaveBeenCalledTimes(1);
  expect(await response.text()).toBe(`data: a\n\n${FAREWELL}`);
  expect(vi.getTimerCount()).toBe(0);
});

test('a connection that ends before has no timer left', async () => {
  const source = { next: async () => undefined, leave: vi.fn(), lifetimeMs: 1_000 };
  const response = createEventStream(source, new AbortController().signal);
  expect(await response.text()).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});
