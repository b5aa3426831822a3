import 'server-only';
import { LinkedAbort } from './linked-abort.ts';

/**
 * Provides `AbortSignal.any`, which Next's edge sandbox lacks and `@ai-sdk/mcp` calls. Unlike the standard's, a signal that
 * outlives its dependants retains their listeners; the signals of an MCP call end with it.
 * @see https://dom.spec.whatwg.org/#dom-abortsignal-any
 */
export function provideAbortSignalAny(): void {
  AbortSignal.any ??= (signals) => new LinkedAbort(...signals).signal;
}

/**
 * Points `{}.constructor` at the global `Object`. In Next's edge sandbox the two belong to different realms, and mathjs
 * recognizes plain objects by `value.constructor === Object`.
 */
export function alignObject(): void {
  if ({}.constructor === Object) return;
  const value = { value: Object, writable: true, configurable: true };
  Object.defineProperty(Object.getPrototypeOf({}), 'constructor', value);
}
