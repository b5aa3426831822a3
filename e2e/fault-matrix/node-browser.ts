import 'fake-indexeddb/auto';
import { TAB_HEADER } from '../fixtures/servers/proxy-rule.ts';
import { NodeClock } from './node-clock.ts';
import { NodeTab, sessionStorage } from './node-tab.ts';

/** Never goes back: modules of the client outlive a `NodeBrowser`. */
const clock = new NodeClock();

/**
 * What the client's chat sessions need of a browser, in this process: `fake-indexeddb` as storage, animation frames, and a
 * `fetch` of relative URLs. All sessions share one cookie, like the tabs of a browser. As on plain HTTP there are no Web Locks, so
 * that each tab has a connection of its own.
 */
export class NodeBrowser {
  readonly #frames: Frames;
  readonly #restore: () => void;

  private constructor(frames: Frames, restore: () => void) {
    this.#frames = frames;
    this.#restore = restore;
  }

  /**
   * Stubs the globals.
   * @param origin of the server that relative URLs lead to
   * @param goesOn whether interrupted answers go on by themselves
   */
  static async open(origin: string, goesOn: boolean): Promise<NodeBrowser> {
    const { fetch: nativeFetch } = globalThis;
    // Like the app, which asks for the models first: chats that begin at once must not each get a cookie of their own.
    const { headers } = await nativeFetch(`${origin}/api/models`);
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    const events = new EventTarget();
    const frames = new Frames();
    const { installBufferingGuard, resetBuffering } = await import(
      '#lib/client/run/polling/buffering-guard.ts'
    );
    installBufferingGuard();
    resetBuffering();
    const stubs = {
      setTimeout: clock.setTimeout,
      setInterval: clock.setInterval,
      clearTimeout: clock.clear,
      clearInterval: clock.clear,
      sessionStorage,
      localStorage: new Settings(goesOn ? {} : { 'runnel.auto-continue': 'off' }),
      navigator: { onLine: true },
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
      dispatchEvent: events.dispatchEvent.bind(events),
      requestAnimationFrame: frames.request,
      cancelAnimationFrame: frames.cancel,
      fetch: (input: RequestInfo | URL, init?: RequestInit) =>
        typeof input === 'string' && input.startsWith('/')
          ? nativeFetch(origin + input, withHeaders(init, cookie))
          : nativeFetch(input, init),
    };
    const restores = [
      stub(globalThis, stubs),
      stub(Date, { now: clock.date }),
      stub(performance, { now: clock.now }),
    ];
    return new NodeBrowser(frames, () => {
      for (const restore of restores) restore();
    });
  }

  /** Advances the clock of all tabs, as when the device has slept. */
  advance(milliseconds: number): void {
    clock.advance(milliseconds);
  }

  /** Runs the frames that are due, and removes the stubs. */
  async close(): Promise<void> {
    await this.#frames.settle();
    this.#restore();
  }
}

/** A local storage in which nothing but the settings is stored. */
class Settings {
  readonly #items: Record<string, string>;

  constructor(items: Record<string, string>) {
    this.#items = items;
  }

  getItem = (key: string): string | null => this.#items[key] ?? null;
  setItem = (): void => {};
  removeItem = (): void => {};
}

const FRAME_MS = 16;

/** Animation frames without a screen. */
class Frames {
  readonly #pending = new Map<number, NodeJS.Timeout>();
  #last = 0;

  request = (callback: () => void): number => {
    const frame = ++this.#last;
    const run = () => {
      this.#pending.delete(frame);
      callback();
    };
    this.#pending.set(frame, setTimeout(run, FRAME_MS));
    return frame;
  };

  cancel = (frame: number): void => {
    clearTimeout(this.#pending.get(frame));
    this.#pending.delete(frame);
  };

  async settle(): Promise<void> {
    while (this.#pending.size > 0) await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }
}

/** @returns a function that puts the properties back */
function stub(target: object, stubs: Record<string, unknown>): () => void {
  const descriptors = Object.keys(stubs).map(
    (name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const,
  );
  for (const [name, value] of Object.entries(stubs)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of descriptors) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}

function withHeaders(init: RequestInit | undefined, cookie: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('cookie', cookie);
  headers.set(TAB_HEADER, NodeTab.current?.name ?? '');
  return { ...init, headers };
}
