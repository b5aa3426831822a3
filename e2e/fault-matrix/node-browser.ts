import 'fake-indexeddb/auto';

/**
 * What the client's chat sessions need of a browser, in this process: `fake-indexeddb` as storage, frames, and a `fetch` of
 * relative URLs that keeps cookies. All chats of one `NodeBrowser` share one cookie, like the tabs of a browser.
 */
export class NodeBrowser {
  readonly #restore: () => void;

  private constructor(restore: () => void) {
    this.#restore = restore;
  }

  /** @param origin of the server that relative URLs lead to */
  static async open(origin: string): Promise<NodeBrowser> {
    const { fetch: nativeFetch } = globalThis;
    // Like the app, which asks for the models first: chats that begin at once must not each get a cookie of their own.
    const { headers } = await nativeFetch(`${origin}/api/models`);
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    const events = new EventTarget();
    const stubs = {
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
      requestAnimationFrame: (callback: () => void) => setTimeout(callback, 16),
      cancelAnimationFrame: (frame: NodeJS.Timeout) => clearTimeout(frame),
      fetch: (input: RequestInfo | URL, init?: RequestInit) =>
        typeof input === 'string' && input.startsWith('/')
          ? nativeFetch(origin + input, withCookie(init, cookie))
          : nativeFetch(input, init),
    };
    const descriptors = Object.keys(stubs).map(
      (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
    );
    Object.assign(globalThis, stubs);
    return new NodeBrowser(() => {
      for (const [name, descriptor] of descriptors) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
    });
  }

  /** Takes the stubs away again. */
  close(): void {
    this.#restore();
  }
}

function withCookie(init: RequestInit | undefined, cookie: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('cookie', cookie);
  return { ...init, headers };
}
