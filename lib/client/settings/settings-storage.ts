import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { openDatabase } from '../history/database.ts';
import type { ChatSettings, ChosenSettings, SettingsChange } from './chat-settings.ts';

// Loads the code that validates settings only where there are any.

/** Reads a chat's own settings and the defaults. */
export async function readStoredSettings(chatId: ChatId): Promise<[ChatSettings, ChatSettings]> {
  const { chats, settings } = openDatabase();
  const [chat, defaults] = await Promise.all([chats.get(chatId), settings.get('defaults')]);
  if (chat?.settings === undefined && defaults === undefined) return [{}, {}];
  const { readSettings } = await import('./stored-settings.ts');
  return [readSettings(chat?.settings), readSettings(defaults?.settings)];
}

/** Changes the settings of one chat, or the defaults. @throws when there is no storage, or the chat is not stored */
export async function changeStoredSettings(
  chatId: ChatId | 'defaults',
  change: SettingsChange,
): Promise<void> {
  const { changeDefaults, changeSettings } = await import('./stored-settings.ts');
  if (chatId === 'defaults') await changeDefaults(change);
  else await changeSettings(chatId, change);
}

/** Returns what the server needs of the chosen settings; undefined if there is nothing. */
export async function getRunSettings({ own, defaults }: ChosenSettings): Promise<RunSettings | undefined> {
  if (Object.keys(own).length + Object.keys(defaults).length === 0) return undefined;
  const { mergeSettings, toRunSettings } = await import('./stored-settings.ts');
  const settings = toRunSettings(mergeSettings(defaults, own));
  return Object.keys(settings).length > 0 ? settings : undefined;
}
