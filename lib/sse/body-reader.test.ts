import { expect, test } from 'vitest';
import { BodyReader } from './body-reader.ts';

function open() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (created) => {
      controller = created;
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { reader: new BodyReader(body), controller, wasCancelled: () => cancelled };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const bytes = (...values: number[]) => new Uint8Array(values);

test('chunks that arrive between two calls are returned together, once', async () => {
  const { reader, controller } = open();
  controller.enqueue(bytes(1));
  controller.enqueue(bytes(2));
  await turn();
  controller.enqueue(bytes(3));
  await turn();
  expect(await reader.next()).toEqual([bytes(1), bytes(2), bytes(3)]);
  controller.enqueue(bytes(4));
  expect(await reader.next()).toEqual([bytes(4)]);
});

test('the end is reported after all chunks, and again on every later call', async () => {
  const { reader, controller } = open();
  controller.enqueue(bytes(1));
  controller.close();
  await turn();
  expect([await reader.next(), await reader.next(), await reader.next()]).toEqual([
    [bytes(1)],
    undefined,
    undefined,
  ]);
});

test('an error is thrown after all chunks that arrived before it', async () => {
  const { reader, controller } = open();
  controller.enqueue(bytes(1));
  await turn();
  controller.error(new Error('reset'));
  await turn();
  expect(await reader.next()).toEqual([bytes(1)]);
  await expect(reader.next()).rejects.toThrow('reset');
});

test('cancel resolves a waiting call with undefined', async () => {
  const { reader, wasCancelled } = open();
  const waiting = reader.next();
  reader.cancel();
  expect(await waiting).toBeUndefined();
  expect(wasCancelled()).toBe(true);
});
