import { afterEach, expect, test } from 'vitest';
import { alignObject, provideAbortSignalAny } from './edge-polyfills.ts';

const native = AbortSignal.any;
afterEach(() => {
  AbortSignal.any = native;
});

test('provides AbortSignal.any where the platform lacks it', () => {
  Reflect.deleteProperty(AbortSignal, 'any');
  provideAbortSignalAny();
  expect(AbortSignal.any).not.toBe(native);
  const controller = new AbortController();
  const signal = AbortSignal.any([new AbortController().signal, controller.signal]);
  expect(signal.aborted).toBe(false);
  controller.abort('stop');
  expect(signal.reason).toBe('stop');
  expect(AbortSignal.any([]).aborted).toBe(false);
});

test('leaves a native AbortSignal.any alone', () => {
  provideAbortSignalAny();
  expect(AbortSignal.any).toBe(native);
});

test('makes the global Object the constructor of plain objects where it belongs to another realm', () => {
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
