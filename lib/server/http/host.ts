import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { EXPOSED, environment } from '../platform/environment.ts';
import { isLoopback } from '../platform/settings/access-settings.ts';

/**
 * Rejects requests to a server that must not serve, and requests by a name that is not this server's: a page whose name an attacker
 * has rebound to this machine counts as same-origin, and so could use a server without access control.
 * @throws ChatError `access-not-configured` | `host-not-allowed`
 */
export function requireAllowedHost(request: Request): void {
  const { allowedHosts, isExposed } = environment();
  if (isExposed) throw new ChatError('access-not-configured', EXPOSED);
  if (allowedHosts === undefined) return;
  const host = getHostName(request);
  if (host === undefined) return; // not a browser
  const isAllowed = allowedHosts.some((name) => name.toLowerCase() === host.toLowerCase());
  if (isAllowed || isLoopback(host)) return;
  throw new ChatError(
    'host-not-allowed',
    `This server does not answer to the name ${host.slice(0, 100)}. Set ALLOWED_HOSTS to the names by which it is reached, or ACCESS_CODES.`,
  );
}

/** Returns the name in `Host` without its port. */
export function getHostName(request: Request): string | undefined {
  return request.headers.get('host')?.replace(/:\d+$/, '');
}
