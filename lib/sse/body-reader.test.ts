import { expect, test } from 'vitest';
import { BodyReader } from './body-reader.ts';

function open() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { reader: new BodyReader(body), controller, wasCancelled: () => cancelled };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const bytes = (...values: number[]) => new Uint8Array(values);

test('what came while nobody asked is taken together, and once', async () => {
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

test('the end comes after all that came before it, and stays', async () => {
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

test('what broke it off is thrown after all that came before it', async () => {
  const { reader, controller } = open();
  controller.enqueue(bytes(1));
  await turn();
  controller.error(new Error('reset'));
  await turn();
  expect(await reader.next()).toEqual([bytes(1)]);
  await expect(reader.next()).rejects.toThrow('reset');
});

test('who waits is let go when the body is', async () => {
  const { reader, wasCancelled } = open();
  const waiting = reader.next();
  reader.cancel();
  expect(await waiting).toBeUndefined();
  expect(wasCancelled()).toBe(true);
});
