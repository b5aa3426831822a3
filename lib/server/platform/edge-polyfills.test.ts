import { expect, test } from 'vitest';
import { alignObject, anySignal } from './edge-polyfills.ts';

test('the first signal that is aborted decides, with its reason', () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const signal = anySignal([a.signal, b.signal]);
  expect(signal.aborted).toBe(false);
  b.abort('second');
  a.abort('first');
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toBe('second');
});

test('one that was aborted before aborts at once', () => {
  const signal = anySignal([new AbortController().signal, AbortSignal.abort('early')]);
  expect(signal.reason).toBe('early');
});

test('of no signals nothing is ever aborted', () => {
  expect(anySignal([]).aborted).toBe(false);
});

test('where another realm’s Object is the global one, plain objects are told of it', () => {
  const own = Object;
  // As in the sandbox: a global that is not the constructor of `{}`.
  const other = (() => {}) as unknown as ObjectConstructor;
  Object.setPrototypeOf(other, own);
  globalThis.Object = other;
  try {
    expect({}.constructor === Object).toBe(false);
    alignObject();
    expect({}.constructor === Object).toBe(true);
  } finally {
    globalThis.Object = own;
    alignObject();
  }
  expect({}.constructor).toBe(own);
});
