import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../history/database.ts';
import type { ChatSettings } from './chat-settings.ts';

/** Reads a chat's own settings and the defaults. Loads the code that validates settings only if any are stored. */
export async function readStoredSettings(chatId: ChatId): Promise<[ChatSettings, ChatSettings]> {
  const { chats, settings } = openDatabase();
  const [chat, defaults] = await Promise.all([chats.get(chatId), settings.get('defaults')]);
  if (chat?.settings === undefined && defaults === undefined) return [{}, {}];
  const { readSettings } = await import('./stored-settings.ts');
  return [readSettings(chat?.settings), readSettings(defaults?.settings)];
}
