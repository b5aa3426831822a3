import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { createEventStream } from './event-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A source whose frames the test provides one by one. */
function createManualSource() {
  const waiting: ((frame: string | undefined) => void)[] = [];
  const source = {
    next: vi.fn(() => new Promise<string | undefined>((resolve) => waiting.push(resolve))),
    leave: vi.fn(() => give(undefined)),
  };
  const give = (frame: string | undefined) => waiting.shift()?.(frame);
  return { source, give };
}

/** Resolves when the stream reads from the source, before any timer fires. */
async function untilRead({ next }: ReturnType<typeof createManualSource>['source']): Promise<void> {
  while (next.mock.calls.length === 0) await null;
}

const decode = async (read: Promise<ReadableStreamReadResult<Uint8Array>>) =>
  new TextDecoder().decode((await read).value);

test('sends a heartbeat at once, frames as they arrive, and a heartbeat after every 10 s of silence', async () => {
  const { source, give } = createManualSource();
  const reader = createEventStream(source, new AbortController().signal).body!.getReader();
  const first = decode(reader.read());
  await vi.advanceTimersByTimeAsync(0);
  expect(await first).toBe(': alive\n\n');
  give('data: a\n\n');
  expect(await decode(reader.read())).toBe('data: a\n\n');
  for (let beat = 0; beat < 2; beat++) {
    const seen = vi.fn();
    void decode(reader.read()).then(seen);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(seen).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toHaveBeenCalledWith(': alive\n\n');
  }
  const last = reader.read();
  give(undefined);
  expect((await last).done).toBe(true);
  expect(source.leave).not.toHaveBeenCalled();
});

test('sends no heartbeat at the start if there are frames', async () => {
  const { source, give } = createManualSource();
  const reader = createEventStream(source, new AbortController().signal).body!.getReader();
  const first = decode(reader.read());
  await untilRead(source);
  give('data: a\n\n');
  expect(await first).toBe('data: a\n\n');
  const second = decode(reader.read());
  await vi.advanceTimersByTimeAsync(9_999);
  give('data: b\n\n');
  expect(await second).toBe('data: b\n\n');
  await reader.cancel();
});

test.each([DAY_MS, -DAY_MS])('a wall clock that jumps by %i ms moves no heartbeat', async (jump) => {
  const { source } = createManualSource();
  const reader = createEventStream(source, new AbortController().signal).body!.getReader();
  await vi.advanceTimersByTimeAsync(0);
  await reader.read(); // the heartbeat at the start
  await vi.advanceTimersByTimeAsync(5_000);
  shiftWallClock(jump);
  const seen = vi.fn();
  for (let beat = 1; beat <= 2; beat++) {
    void decode(reader.read()).then(seen);
    await vi.advanceTimersByTimeAsync(beat === 1 ? 4_999 : 9_999);
    expect(seen).toHaveBeenCalledTimes(beat - 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toHaveBeenCalledTimes(beat);
  }
  await reader.cancel();
});

test('reads from the source only when the client has room', async () => {
  const { source, give } = createManualSource();
  const reader = createEventStream(source, new AbortController().signal).body!.getReader();
  await untilRead(source);
  give('data: a\n\n');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(source.next).toHaveBeenCalledTimes(1);
  await reader.read();
  await vi.advanceTimersByTimeAsync(0);
  expect(source.next).toHaveBeenCalledTimes(2);
  await reader.cancel();
});

test.each(['a cancelled body', "the request's signal", 'a signal that is already aborted'] as const)(
  '%s calls leave once',
  async (how) => {
    const { source } = createManualSource();
    const controller = new AbortController();
    if (how === 'a signal that is already aborted') controller.abort();
    const body = createEventStream(source, controller.signal).body!;
    await vi.advanceTimersByTimeAsync(0);
    if (how === 'a cancelled body') await body.cancel();
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(source.leave).toHaveBeenCalledTimes(1);
  },
);

test('a rejecting source aborts the stream and is left', async () => {
  const source = { next: () => Promise.reject(new Error('gone')), leave: vi.fn() };
  const controller = new AbortController();
  const reader = createEventStream(source, controller.signal).body!.getReader();
  await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
  controller.abort();
  expect(source.leave).toHaveBeenCalledTimes(1);
});
