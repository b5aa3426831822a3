import 'client-only';
import { vi } from 'vitest';

export type FakeBrowser = {
  /** The device comes back online. */
  online(): void;
  /** The tab becomes visible or hidden. */
  setVisibility(visibility: 'visible' | 'hidden'): void;
  /** The number of listeners on the window and the document. */
  listeners(): number;
};

/** Stubs the parts of a window and a document that the client uses, for tests in Node. `vi.unstubAllGlobals` removes them. */
export function stubBrowser(): FakeBrowser {
  const [page, document] = [countingTarget(), countingTarget()];
  const state = { visibilityState: 'visible' };
  vi.stubGlobal('addEventListener', page.target.addEventListener.bind(page.target));
  vi.stubGlobal('removeEventListener', page.target.removeEventListener.bind(page.target));
  vi.stubGlobal('document', Object.assign(document.target, state));
  vi.stubGlobal('BroadcastChannel', fakeChannels());
  vi.stubGlobal('navigator', { onLine: true, locks: fakeLocks() });
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => setTimeout(work, 16));
  vi.stubGlobal('cancelAnimationFrame', (frame: ReturnType<typeof setTimeout>) => clearTimeout(frame));
  return {
    online: () => void page.target.dispatchEvent(new Event('online')),
    setVisibility(visibilityState) {
      Object.assign(document.target, { visibilityState });
      document.target.dispatchEvent(new Event('visibilitychange'));
    },
    listeners: () => page.count() + document.count(),
  };
}

function countingTarget(): { target: EventTarget; count(): number } {
  const target = new EventTarget();
  const present = new Set<unknown>();
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = (type, listener, options) => {
    present.add(listener);
    if (typeof options === 'object')
      options.signal?.addEventListener('abort', () => present.delete(listener));
    addEventListener.call(target, type, listener, options);
  };
  target.removeEventListener = (type, listener, options) => {
    present.delete(listener);
    removeEventListener.call(target, type, listener, options);
  };
  return { target, count: () => present.size };
}

/** Web Locks between the sessions of one test. A lock goes to the next request when it is released. */
function fakeLocks(): Pick<LockManager, 'request'> {
  const queues = new Map<string, Promise<unknown>>();
  const request = (name: string, { signal }: LockOptions, work: (lock: Lock | null) => unknown) => {
    const held = (queues.get(name) ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted();
      return work(null);
    });
    queues.set(
      name,
      held.catch(() => undefined),
    );
    return held;
  };
  return { request: request as LockManager['request'] };
}

/** Broadcast channels between the sessions of one test. Messages arrive in a later microtask. */
function fakeChannels() {
  const open = new Set<FakeChannel>();
  class FakeChannel {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    readonly name: string;
    constructor(name: string) {
      this.name = name;
      open.add(this);
    }
    postMessage(data: unknown): void {
      for (const other of open) {
        if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.({ data }));
      }
    }
    close(): void {
      open.delete(this);
    }
  }
  return FakeChannel;
}
