import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { UNSAVED_PREFIX } from './unsaved-prefix.ts';

/**
 * Stores the messages that a page could not save, because the code for that failed to load, as after the server was updated.
 * @param save stores the messages of one chat
 */
export async function restoreUnsaved<Message>(
  save: (chatId: ChatId, messages: readonly Message[]) => Promise<unknown>,
): Promise<void> {
  for (const key of listKeys()) {
    try {
      await save(key.slice(UNSAVED_PREFIX.length) as ChatId, JSON.parse(localStorage.getItem(key) ?? '[]'));
      localStorage.removeItem(key);
    } catch {
      // The copy stays for the next page.
    }
  }
}

function listKeys(): string[] {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
    return keys.filter((key) => key.startsWith(UNSAVED_PREFIX));
  } catch {
    return []; // the browser blocks storage
  }
}
