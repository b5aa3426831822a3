import 'server-only';
import { globalDispatchers } from './global-dispatchers.ts';

/** Identifies requests to addresses that a model or a reader has chosen. On Node.js they reach public addresses only. */
export const PUBLIC_REQUEST_AGENT = 'Runnel/1.0';

/** The code of the error, the cause of `fetch`'s own, for a name that does not resolve to public addresses. */
export const NOT_PUBLIC_CODE = 'ENOTPUBLIC';

/** What undici's agent takes: how to connect to a host. */
type ConnectOptions = { connect: { lookup: unknown } };

/**
 * Sends the requests with the user agent above over connections of their own, whose addresses `lookup` resolves and may refuse.
 * With a proxy's dispatcher nothing changes: there the proxy resolves the names.
 * @param lookup as Node's `dns.lookup`
 */
export function guardPublicRequests(lookup: unknown): void {
  for (const dispatcher of globalDispatchers()) {
    if (dispatcher.constructor.name !== 'Agent') continue;
    const { dispatch } = dispatcher;
    const Agent = dispatcher.constructor as new (options: ConnectOptions) => typeof dispatcher;
    const guarded = new Agent({ connect: { lookup } });
    dispatcher.dispatch = (options, handler) =>
      isPublicRequest(options)
        ? guarded.dispatch(options, handler)
        : dispatch.call(dispatcher, options, handler);
  }
}

function isPublicRequest({ headers }: { headers?: unknown }): boolean {
  return Object.entries(headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'user-agent' && value === PUBLIC_REQUEST_AGENT,
  );
}
