import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { environment } from '../platform/environment.ts';
import { isLoopback } from '../platform/settings/access-settings.ts';
import { getHostName } from './host.ts';

/**
 * Rejects requests from pages of other sites. A simple GET or POST needs no CORS permission, so any page could otherwise
 * make its visitor's browser spend this server's tokens.
 *
 * Browsers send `Sec-Fetch-Site` (W3C Fetch Metadata), but only to https and loopback addresses, and old browsers never do.
 * Without it, `Origin` (RFC 6454) must name this server's host. Clients other than browsers send neither header. Call this
 * before anything that sets a cookie.
 * @throws ChatError `cross-site`
 */
export function requireSameOrigin(request: Request): void {
  if (isFromOtherSite(request.headers)) {
    throw new ChatError(
      'cross-site',
      'Requests from other sites are not allowed. If you use a proxy, it must forward the Host header.',
    );
  }
}

/**
 * Rejects a GET request that costs something and may be an image or a script of another site's page: over plain http, a browser sends
 * neither `Sec-Fetch-Site` nor `Origin` with those. A page of this server is named in `Referer`.
 * @throws ChatError `cross-site`
 */
export function requireKnownOrigin(request: Request): void {
  const { headers } = request;
  if (headers.has('sec-fetch-site') || headers.has('origin')) return;
  const isBrowser = /^Mozilla\//.test(headers.get('user-agent') ?? '');
  if (!isBrowser || isLoopback(getHostName(request) ?? '')) return;
  if (isHostOf(headers.get('referer') ?? '', headers.get('host') ?? '')) return;
  throw new ChatError('cross-site', 'Over plain http, a browser can only ask from a page of this server.');
}

/** Returns the headers that let the page that sent `request` read the response, if CORS_ORIGINS names its origin. */
export function getCorsHeaders({ headers }: Pick<Request, 'headers'>): Record<string, string> | undefined {
  const { corsOrigins } = environment();
  if (corsOrigins.length === 0) return undefined;
  const origin = headers.get('origin');
  if (origin === null || !corsOrigins.includes(origin)) return undefined;
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after, x-run-id',
    vary: 'origin',
  };
}

/** Creates the response to a preflight request, which carries no credentials. */
export function createPreflightResponse(request: Request): Response {
  const headers = {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '',
    'access-control-max-age': '600',
  };
  return new Response(null, { status: 204, headers });
}

function isFromOtherSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none'; // none: the user entered the address
  const origin = headers.get('origin');
  // A page of another site cannot set `x-forwarded-host` without CORS permission, which this server grants to CORS_ORIGINS only.
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')];
  return origin !== null && !hosts.some((host) => host !== null && isHostOf(origin, host));
}

/** @param origin the `Origin` header, `null` for sandboxed pages; or the address of a page */
function isHostOf(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: expected } = new URL(origin);
  const address = `${protocol}//${host}`; // parsed as well, because `Host` may include the default port
  return URL.canParse(address) && new URL(address).host === expected;
}
