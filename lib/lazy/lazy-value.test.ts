import { afterEach, expect, test, vi } from 'vitest';
import { isLoadError, lazyValue, retryFailedLoads, untilLoaded } from './lazy-value.ts';

/** A load function whose attempts the test settles one by one. */
function controlledLoad() {
  const attempts: PromiseWithResolvers<string>[] = [];
  const load = vi.fn(() => {
    const attempt = Promise.withResolvers<string>();
    attempts.push(attempt);
    return attempt.promise;
  });
  return { load, attempts };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
afterEach(() => vi.unstubAllGlobals());

test('a value is loaded once, however often it is asked for', async () => {
  const { load, attempts } = controlledLoad();
  const lazy = lazyValue(load);
  const both = Promise.all([lazy.load(), lazy.load()]);
  attempts[0]?.resolve('code');
  expect(await both).toEqual(['code', 'code']);
  expect(await lazy.load()).toBe('code');
  expect(load).toHaveBeenCalledTimes(1);
  expect(lazy.getState()).toEqual({ value: 'code', failed: false, retrying: false });
});

test('a failed load is retried by the next call, and the state shows it', async () => {
  const { load, attempts } = controlledLoad();
  const lazy = lazyValue(load);
  lazy.prefetch();
  attempts[0]?.reject(new Error('offline'));
  await settled();
  expect(lazy.getState()).toEqual({ value: undefined, failed: true, retrying: false });
  const loading = lazy.load();
  expect(lazy.getState()).toEqual({ value: undefined, failed: true, retrying: true });
  attempts[1]?.resolve('code');
  expect(await loading).toBe('code');
  expect(lazy.getState()).toEqual({ value: 'code', failed: false, retrying: false });
});

test('what is loaded can be read at once, and is rendered in the next task', async () => {
  const { load, attempts } = controlledLoad();
  const lazy = lazyValue(load);
  const notified = vi.fn();
  lazy.subscribe(notified);
  lazy.prefetch();
  attempts[0]?.resolve('code');
  await lazy.load();
  expect(lazy.getState().value).toBe('code');
  expect(notified).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(notified).toHaveBeenCalledOnce());
});

test('a retry loads everything that failed and has a subscriber, and nothing else', async () => {
  const [awaited, forgotten, unloaded] = [controlledLoad(), controlledLoad(), controlledLoad()];
  const lazy = lazyValue(awaited.load);
  const notified = vi.fn();
  const unsubscribe = lazy.subscribe(notified);
  lazy.prefetch();
  lazyValue(forgotten.load).prefetch();
  lazyValue(unloaded.load).subscribe(notified);
  awaited.attempts[0]?.reject(new Error('offline'));
  forgotten.attempts[0]?.reject(new Error('offline'));
  await settled();
  expect(notified).toHaveBeenCalledTimes(1);
  retryFailedLoads();
  expect(awaited.load).toHaveBeenCalledTimes(2);
  expect(forgotten.load).toHaveBeenCalledTimes(1);
  expect(unloaded.load).not.toHaveBeenCalled();
  awaited.attempts[1]?.resolve('code');
  await settled();
  retryFailedLoads();
  expect(awaited.load).toHaveBeenCalledTimes(2);
  unsubscribe();
});

test('failed loads are retried when the device comes back online', async () => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  const { load, attempts } = controlledLoad();
  const lazy = lazyValue(load);
  lazy.subscribe(() => undefined);
  lazy.prefetch();
  attempts[0]?.reject(new Error('offline'));
  await settled();
  page.dispatchEvent(new Event('online'));
  expect(load).toHaveBeenCalledTimes(2);
  attempts[1]?.resolve('code');
});

test('untilLoaded resolves after any number of failed attempts', async () => {
  const { load, attempts } = controlledLoad();
  const waiting = untilLoaded(lazyValue(load));
  attempts[0]?.reject(new Error('offline'));
  await settled();
  retryFailedLoads();
  attempts[1]?.reject(new Error('offline'));
  await settled();
  retryFailedLoads();
  attempts[2]?.resolve('code');
  expect(await waiting).toBe('code');
});

test('untilLoaded rejects with the reason of its signal', async () => {
  const { load, attempts } = controlledLoad();
  const lazy = lazyValue(load);
  const controller = new AbortController();
  const waiting = untilLoaded(lazy, controller.signal);
  attempts[0]?.reject(new Error('offline'));
  await settled();
  controller.abort('left');
  await expect(waiting).rejects.toBe('left');
  retryFailedLoads();
  expect(load).toHaveBeenCalledTimes(1); // nothing waits for it any more
  const late = untilLoaded(lazy, controller.signal);
  attempts[1]?.reject(new Error('offline'));
  await expect(late).rejects.toBe('left');
});

test('only a chunk that was not fetched is a load error', () => {
  expect(isLoadError(Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }))).toBe(
    true,
  );
  expect(isLoadError(new Error('no storage'))).toBe(false);
  expect(isLoadError('ChunkLoadError')).toBe(false);
});
