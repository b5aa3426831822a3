// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenIdle } from '../platform/when-idle.ts';
import { keepScreenOn } from './wake-lock.ts';

let held: number;
let request: ReturnType<typeof vi.fn>;

beforeEach(() => {
  held = 0;
  request = vi.fn(async () => {
    held++;
    return { release: async () => void held-- };
  });
  vi.stubGlobal('navigator', { wakeLock: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

test('the screen stays on until it is released', async () => {
  const release = keepScreenOn();
  await vi.waitFor(() => expect(held).toBe(1));
  release();
  await vi.waitFor(() => expect(held).toBe(0));
});

test('a lock that is granted after its release is given back', async () => {
  const granted = Promise.withResolvers<unknown>();
  const lock = { release: vi.fn(async () => undefined) };
  request.mockReturnValue(granted.promise);
  const release = keepScreenOn();
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
  release();
  granted.resolve(lock);
  await vi.waitFor(() => expect(lock.release).toHaveBeenCalledTimes(1));
});

test('a tab that becomes visible requests the lock again, until it is released', async () => {
  const release = keepScreenOn();
  show('hidden');
  show('visible');
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2));
  release();
  show('visible');
  expect(request).toHaveBeenCalledTimes(2);
});

test('a refusal, or a browser without wake locks, changes nothing', async () => {
  request.mockRejectedValue(new DOMException('Low battery', 'NotAllowedError'));
  const release = keepScreenOn();
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
  release();
  vi.stubGlobal('navigator', {});
  keepScreenOn();
  await new Promise<void>(whenIdle);
  expect(held).toBe(0);
});
