'use client';

import '#lib/client/history/chat-history.ts';

/**
 * Renders nothing, but has the page of a stored chat bring the history with it: a new chat loads that when it is idle, and
 * a stored one can show nothing without it.
 */
export function StoredChatParts() {
  return null;
}
