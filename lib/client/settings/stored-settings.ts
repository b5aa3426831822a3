import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../history/database.ts';
import { HistoryError } from '../history/history-error.ts';
import { type ChatSettings, mergeSettings, readSettings, type SettingsChange } from './chat-settings.ts';

// Loaded as one chunk, together with the database.
export { mergeSettings, readSettings, toRunSettings } from './chat-settings.ts';

export async function loadDefaults(): Promise<ChatSettings> {
  return readSettings((await openDatabase().settings.get('defaults'))?.settings);
}

/** What the chat that is open is asked and shown with; of a chat that is not stored yet, the defaults. */
export async function loadSettings(chatId: ChatId): Promise<{ own: ChatSettings; effective: ChatSettings }> {
  const own = readSettings((await openDatabase().chats.get(chatId))?.settings);
  return { own, effective: mergeSettings(await loadDefaults(), own) };
}

export async function changeDefaults(change: SettingsChange): Promise<ChatSettings> {
  const database = openDatabase();
  return database.transaction('rw', database.settings, async () => {
    const settings = changed(await loadDefaults(), change);
    await database.settings.put({ id: 'defaults', settings });
    return settings;
  });
}

/** @throws HistoryError `chat-unknown` for a chat that is not stored. */
export async function changeSettings(chatId: ChatId, change: SettingsChange): Promise<ChatSettings> {
  const { chats } = openDatabase();
  let settings: ChatSettings | undefined;
  await chats
    .where('id')
    .equals(chatId)
    .modify((chat) => {
      settings = changed(readSettings(chat.settings), change);
      chat.settings = settings;
    });
  if (settings === undefined) throw new HistoryError('chat-unknown');
  return settings;
}

function changed(settings: ChatSettings, change: SettingsChange): ChatSettings {
  return readSettings({ ...settings, ...change });
}
