import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../history/database.ts';
import { HistoryError } from '../history/history-error.ts';
import { type ChatSettings, readSettings, type SettingsChange } from './chat-settings.ts';

// Re-exported for `chosen-settings.ts`, which loads all of this as one chunk with the database.
export { mergeSettings, readSettings, toRunSettings } from './chat-settings.ts';

async function loadDefaults(): Promise<ChatSettings> {
  return readSettings((await openDatabase().settings.get('defaults'))?.settings);
}

/** Changes only the given fields, so that concurrent changes in another tab are preserved. @returns the new defaults */
export async function changeDefaults(change: SettingsChange): Promise<ChatSettings> {
  const database = openDatabase();
  return database.transaction('rw', database.settings, async () => {
    const settings = applyChange(await loadDefaults(), change);
    await database.settings.put({ id: 'defaults', settings });
    return settings;
  });
}

/** Changes only the given fields of a chat's own settings. @throws HistoryError `chat-unknown` if it is not stored */
export async function changeSettings(chatId: ChatId, change: SettingsChange): Promise<ChatSettings> {
  const { chats } = openDatabase();
  let settings: ChatSettings | undefined;
  await chats
    .where('id')
    .equals(chatId)
    .modify((chat) => {
      settings = applyChange(readSettings(chat.settings), change);
      chat.settings = settings;
    });
  if (settings === undefined) throw new HistoryError('chat-unknown');
  return settings;
}

function applyChange(settings: ChatSettings, change: SettingsChange): ChatSettings {
  return readSettings({ ...settings, ...change });
}
