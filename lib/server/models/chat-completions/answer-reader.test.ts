import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAnswer } from './answer-reader.ts';
import { ChunkDecoder } from './chunk-decoder.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const word = 'data: {"choices":[{"delta":{"content":"one"}}]}\n\n';
const finish = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';

/** An answer on a connection that stays open until the test breaks or cancels it. */
function answer(...texts: string[]) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const cancelled = vi.fn();
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
      for (const text of texts) given.enqueue(new TextEncoder().encode(text));
    },
    cancel: cancelled,
  });
  const response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const reader = readAnswer(response, new ChunkDecoder());
  const types = (async () => {
    const parts = [];
    for (let next = await reader.next(); next; next = await reader.next()) parts.push(...next);
    return parts.map(({ type }) => type);
  })();
  types.catch(() => undefined); // asserted by each test
  return { types, reader, cancelled, break: () => controller?.error(new TypeError('terminated')) };
}
const WHOLE = ['text-start', 'text-delta', 'text-end', 'finish'];

test('stops waiting two seconds after the finish when the server keeps the connection open', async () => {
  const { types, reader, cancelled } = answer(word, finish);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await types).toEqual(WHOLE);
  await reader.cancel();
  expect(cancelled).toHaveBeenCalledTimes(1);
});

test('ignores a connection error after the finish', async () => {
  const cut = answer(word, finish);
  await vi.advanceTimersByTimeAsync(10);
  cut.break();
  expect(await cut.types).toEqual(WHOLE);
});

test('ignores invalid JSON after the finish, and throws on it before', async () => {
  const after = answer(word, finish, 'data: {"usage"\n\n');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await after.types).toEqual(WHOLE);
  await expect(answer(word, 'data: {"usage"\n\n', finish).types).rejects.toMatchObject({
    code: 'upstream-error',
  });
});

test('waits for a silent server until the model has finished', async () => {
  const { types, reader } = answer(word);
  const settled = vi.fn();
  types.then(settled, settled);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(settled).not.toHaveBeenCalled();
  await reader.cancel();
  await expect(types).rejects.toMatchObject({ code: 'truncated' });
});
