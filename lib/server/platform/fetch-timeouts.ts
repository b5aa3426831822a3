import 'server-only';

type Dispatcher = { dispatch(options: object, handler: object): boolean };

/** Where undici, the implementation of `fetch` in Node.js and in Next's edge sandbox, finds its dispatcher. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for);

/**
 * Switches off the limits that Node's `fetch` puts on silence: 300 s before the headers, and 300 s between two pieces of the
 * body. A model may think for longer, and every request of this server has limits of its own. Applies to whatever dispatcher
 * is installed, so that a proxy's keeps working.
 */
export function disableFetchTimeouts(): void {
  void globalThis.Headers; // loads undici, which installs its dispatcher
  const dispatchers = GLOBAL_DISPATCHERS.map(
    (symbol) => Reflect.get(globalThis, symbol) as Dispatcher | undefined,
  );
  for (const dispatcher of new Set(dispatchers)) {
    if (dispatcher === undefined) continue;
    const dispatch = dispatcher.dispatch;
    dispatcher.dispatch = (options, handler) =>
      dispatch.call(dispatcher, { ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  }
}
