'use client';

import '#lib/client/history/chat-history.ts';

/**
 * Renders nothing. Its import puts the history's code into the page of a stored chat, which shows nothing without it. A new chat
 * loads that code when it is idle.
 */
export function StoredChatParts() {
  return null;
}
