import 'server-only';
import { globalDispatchers } from './global-dispatchers.ts';

/** Identifies requests to addresses that a model or a reader has chosen. On Node.js they reach public addresses only. */
export const PUBLIC_REQUEST_AGENT = 'Runnel/1.0';

/** The code of the error, the cause of `fetch`'s own, for a name that does not resolve to public addresses. */
export const NOT_PUBLIC_CODE = 'ENOTPUBLIC';

/** What undici's agent takes: how to connect to a host, and how long a response may be silent. */
type AgentOptions = { connect: { lookup: unknown }; headersTimeout: number; bodyTimeout: number };

/**
 * Fetches an address that `parsePublicAddress` has accepted. Follows no redirect: the caller has to check where it leads.
 * @throws what `fetch` throws; an error with a sentence when the name does not resolve to public addresses.
 */
export async function fetchPublic(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('user-agent', PUBLIC_REQUEST_AGENT);
  try {
    return await fetch(input, { ...init, headers, redirect: 'manual', cache: 'no-store' });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as { code?: string; message: string }) : undefined;
    throw cause?.code === NOT_PUBLIC_CODE ? new Error(cause.message) : error;
  }
}

/**
 * Sends the requests with the user agent above over connections of their own, whose addresses `lookup` resolves and may refuse.
 * With a proxy's dispatcher nothing changes: there the proxy resolves the names.
 * @param lookup as Node's `dns.lookup`
 */
export function guardPublicRequests(lookup: unknown): void {
  for (const dispatcher of globalDispatchers()) {
    if (dispatcher.constructor.name !== 'Agent') continue;
    const { dispatch } = dispatcher;
    const Agent = dispatcher.constructor as new (options: AgentOptions) => typeof dispatcher;
    // Without undici's own limits on silence, as in `disableFetchTimeouts`: a model may be silent for longer.
    const guarded = new Agent({ connect: { lookup }, headersTimeout: 0, bodyTimeout: 0 });
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
