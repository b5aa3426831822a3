import 'server-only';

/**
 * Next's edge sandbox lacks `AbortSignal.any`, which `@ai-sdk/mcp` calls. Like the standard's, but a signal that outlives
 * the others keeps its listener: the signals of a call end with it.
 * @see https://dom.spec.whatwg.org/#dom-abortsignal-any
 */
export function provideAbortSignalAny(): void {
  if (AbortSignal.any === undefined) AbortSignal.any = anySignal;
}

/** A signal that is aborted with the first of `signals`, with its reason. */
export function anySignal(signals: Iterable<AbortSignal>): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true, signal: controller.signal });
  }
  return controller.signal;
}

/**
 * In Next's edge sandbox the global `Object` is another realm's than that of `{}`, so that `{}.constructor !== Object`, by
 * which mathjs knows its own plain objects. Each of them is told of the global one.
 */
export function alignObject(): void {
  if ({}.constructor === Object) return;
  const value = { value: Object, writable: true, configurable: true };
  Object.defineProperty(Object.getPrototypeOf({}), 'constructor', value);
}
