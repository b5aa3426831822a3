import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { MemoryRunLogStore } from '../run-log/memory-run-log-store.ts';
import type { ModelWait } from '../run-log/model-wait.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { abort, createRunInfo, delta, end, finish, start } from '../run-log/testing/run-log-fixtures.ts';
import { respondWithRun } from './run-response.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const caller = { id: 'ann', address: '127.0.0.1' };
const requestWith = (signal: AbortSignal) => new Request('http://localhost/', { signal });
const openLog = async () => (await new MemoryRunLogStore().open(createRunInfo())).log;

function respond(log: RunLog, after = 0) {
  const controller = new AbortController();
  const response = respondWithRun(log, { after, caller, request: requestWith(controller.signal) });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const text = new TextDecoder();
  /** The next chunk as text; undefined at the end. */
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? undefined : text.decode(value);
  };
  const readAll = async () => {
    let all = '';
    for (let piece = await read(); piece !== undefined; piece = await read()) all += piece;
    return all;
  };
  return { response, reader, controller, read, readAll };
}

/** A log that records the closing of its readers. */
function spyOnReaders(log: RunLog) {
  const close = vi.fn();
  const read: RunLog['read'] = (after) => {
    const reader = log.read(after);
    close.mockImplementation(() => reader.close());
    return { next: () => reader.next(), close };
  };
  return {
    close,
    log: new Proxy(log, { get: (of, key) => (key === 'read' ? read : Reflect.get(of, key, of)) }),
  };
}

describe('the silence of the model', () => {
  const waiting = (silentMs: number): ModelWait => ({
    silence: { silentMs, keepAlives: 12 },
    extend: () => true,
  });

  test('is in each heartbeat', async () => {
    const log = await openLog();
    log.modelWait = waiting(145_000);
    const { read, controller } = respond(log);
    const first = read();
    await vi.advanceTimersByTimeAsync(0);
    expect(await first).toBe(': alive silent=145000ms keep-alives=12\n\n');
    controller.abort();
  });

  test('follows what a reader who attaches has missed', async () => {
    const log = await openLog();
    log.append(start);
    log.modelWait = waiting(145_000);
    const { read, controller } = respond(log);
    expect(await read()).toMatch(/"text-start".*\n\n: alive silent=145000ms keep-alives=12\n\n$/);
    log.append(delta('a'));
    expect(await read()).toMatch(/"text-delta".*\n\n$/);
    controller.abort();
  });

  test('is not mentioned while it is short', async () => {
    const log = await openLog();
    log.append(start);
    log.modelWait = waiting(999);
    const { read, controller } = respond(log);
    expect(await read()).toMatch(/"text-start".*\n\n$/);
    controller.abort();
  });
});

describe('frames', () => {
  test('contain sequence number and JSON; [DONE] follows the terminal event', async () => {
    const log = await openLog();
    for (const event of [start, delta('涓'), end]) log.append(event);
    await log.close([finish]);
    expect(await respond(log).readAll()).toBe(
      'id: run-1:1\ndata: {"type":"text-start","id":"t"}\n\n' +
        'id: run-1:2\ndata: {"type":"text-delta","id":"t","delta":"涓"}\n\n' +
        'id: run-1:3\ndata: {"type":"text-end","id":"t"}\n\n' +
        'id: run-1:4\ndata: {"type":"finish","finishReason":"stop"}\n\n' +
        'data: [DONE]\n\n',
    );
    expect(vi.getTimerCount()).toBe(1); // the store's sweep timer, no heartbeat
  });

  test('come with the headers of an AI SDK event stream and the run id', async () => {
    const { response } = respond(await openLog());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-run-id': 'run-1',
    });
  });

  test('come with the cookie of a new caller', async () => {
    const options = { after: 0, request: new Request('http://localhost/') };
    const response = respondWithRun(await openLog(), { ...options, caller: { ...caller, setCookie: 'a=b' } });
    expect(response.headers.get('set-cookie')).toBe('a=b');
  });

  test('resume after the last event that the client has', async () => {
    const log = await openLog();
    log.append(start);
    await log.read(0).next();
    log.append(end);
    await log.close([finish]);
    const frames = new SseDecoder().push(new TextEncoder().encode(await respond(log, 1).readAll()));
    expect(frames.map(({ id }) => id)).toEqual(['run-1:2', 'run-1:3', 'run-1:3']);
  });

  test('are sent as soon as the event is appended', async () => {
    const log = await openLog();
    const { read } = respond(log);
    const first = read();
    log.append(start);
    expect(await first).toContain('id: run-1:1\n');
    const second = read();
    log.append(end);
    expect(await second).toContain('id: run-1:2\n');
  });
});

describe('the heartbeat', () => {
  test('is sent at once and after every 10 s of silence', async () => {
    const { read } = respond(await openLog());
    await vi.advanceTimersByTimeAsync(0);
    expect(await read()).toBe(': alive\n\n');
    for (let beat = 0; beat < 3; beat++) {
      const piece = vi.fn();
      void read().then(piece);
      await vi.advanceTimersByTimeAsync(9_999);
      expect(piece).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(piece).toHaveBeenCalledWith(': alive\n\n');
    }
  });

  test('is timed from the last event', async () => {
    const log = await openLog();
    const { read } = respond(log);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await read()).toBe(': alive\n\n');
    log.append(start);
    expect(await read()).toContain('id: run-1:1\n');
    const piece = vi.fn();
    void read().then(piece);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(piece).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(piece).toHaveBeenCalledWith(': alive\n\n');
  });
});

describe('leaving', () => {
  test('by cancelling the body closes the reader and stops the heartbeat', async () => {
    const { log, close } = spyOnReaders(await openLog());
    const { reader } = respond(log);
    await vi.advanceTimersByTimeAsync(0);
    await reader.cancel();
    expect(close).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    expect(log.closed).toBe(false);
  });

  test('by aborting the request closes the reader, stops the heartbeat and sends no [DONE]', async () => {
    const { log, close } = spyOnReaders(await openLog());
    const { controller, readAll } = respond(log);
    const all = readAll();
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    expect(await all).toBe(': alive\n\n');
    expect(close).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    expect(log.closed).toBe(false);
  });

  test('before the response closes the reader at once', async () => {
    const { log, close } = spyOnReaders(await openLog());
    respondWithRun(log, { after: 0, caller, request: requestWith(AbortSignal.abort()) });
    expect(close).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is no longer listened for once the run has ended', async () => {
    const log = await openLog();
    const request = new Request('http://localhost/');
    const added = vi.spyOn(request.signal, 'addEventListener');
    const removed = vi.spyOn(request.signal, 'removeEventListener');
    const response = respondWithRun(log, { after: 0, caller, request });
    await log.close([abort]);
    await response.text();
    expect(removed.mock.calls[0]?.[1]).toBe(added.mock.calls[0]?.[1]);
  });
});

describe('a slow reader', () => {
  test('gets the deltas that arrived meanwhile merged into one event', async () => {
    const log = await openLog();
    const { read, readAll } = respond(log);
    log.append(start);
    await vi.advanceTimersByTimeAsync(0); // the first chunk waits to be read
    for (const word of ['one ', 'two ', 'three']) {
      log.append(delta(word));
      await log.read(1).next(); // another reader takes each delta, so the log cannot merge them
    }
    expect(await read()).toContain('text-start');
    expect(await read()).toBe(
      'id: run-1:4\ndata: {"type":"text-delta","id":"t","delta":"one two three","from":2}\n\n',
    );
    await log.close([abort]);
    expect(await readAll()).toContain('[DONE]');
  });

  test('that reads nothing for an hour gets no backlog of heartbeats', async () => {
    const log = await openLog();
    const { readAll } = respond(log);
    log.append(start);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await log.close([abort]);
    expect((await readAll()).split(': alive')).toHaveLength(1);
  });
});
