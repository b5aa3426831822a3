import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/**
 * Keeps other sites' pages out: without this any page could make its reader's browser spend this server's tokens, for a
 * plain GET or POST needs nobody's leave. Programs that are no browser send no `Sec-Fetch-Site`.
 * @throws ChatError `access-denied`
 */
export function refuseOtherSites(request: Request): void {
  const from = request.headers.get('sec-fetch-site');
  if (from === 'cross-site' || from === 'same-site') {
    throw new ChatError('access-denied', 'Pages of other sites may not ask here.');
  }
}
