import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

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

function isFromOtherSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none'; // none: the user entered the address
  const origin = headers.get('origin');
  // A page of another site cannot set `x-forwarded-host` without CORS permission, which this server never grants.
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')];
  return origin !== null && !hosts.some((host) => host !== null && isHostOf(origin, host));
}

/** @param origin the `Origin` header; `null` for sandboxed pages */
function isHostOf(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: expected } = new URL(origin);
  const address = `${protocol}//${host}`; // parsed as well, because `Host` may include the default port
  return URL.canParse(address) && new URL(address).host === expected;
}
