import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/**
 * Refuses a request that a page of another site made: without this any page could make its reader's browser spend this
 * server's tokens, because a simple GET or POST needs no CORS permission.
 *
 * Browsers say where a request comes from in `Sec-Fetch-Site` (W3C Fetch Metadata), but only to trustworthy addresses
 * (https and loopback), and old ones never do. Without it, `Origin` (RFC 6454) must name this server's host. Programs other
 * than browsers send neither. Call this before anything that sets a cookie.
 * @throws ChatError `cross-site`
 */
export function requireSameOrigin(request: Request): void {
  if (isFromOtherSite(request.headers)) {
    throw new ChatError(
      'cross-site',
      'Pages of other sites cannot use this server. A proxy in front of it must pass on the Host header.',
    );
  }
}

function isFromOtherSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none'; // none: the reader typed the address
  const origin = headers.get('origin');
  // A page of another site cannot set `x-forwarded-host`: that takes a CORS permission, which nobody has.
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')];
  return origin !== null && !hosts.some((host) => host !== null && isHostOf(origin, host));
}

/** @param origin as in the `Origin` header; `null` for sandboxed pages */
function isHostOf(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: expected } = new URL(origin);
  const address = `${protocol}//${host}`; // parsed too, as `Host` may name the protocol's default port
  return URL.canParse(address) && new URL(address).host === expected;
}
