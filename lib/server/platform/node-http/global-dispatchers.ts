import 'server-only';

/** The part of an undici dispatcher that Runnel changes. */
type Dispatcher = { dispatch(options: { headers?: unknown }, handler: object): boolean };

/** Where undici, the implementation of `fetch` in Node.js and in Next's edge sandbox, finds its dispatcher. */
const SYMBOLS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for);

/** Returns the dispatchers that send the requests of `fetch`. */
export function globalDispatchers(): Set<Dispatcher> {
  void globalThis.Headers; // loads undici, which installs its dispatcher
  const installed = SYMBOLS.map((symbol) => Reflect.get(globalThis, symbol) as Dispatcher | undefined);
  return new Set(installed.filter((dispatcher) => dispatcher !== undefined));
}
