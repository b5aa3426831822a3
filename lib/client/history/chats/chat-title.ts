import 'client-only';
import { liveQuery } from 'dexie';
import { readChosenSettings } from '#lib/client/settings/chosen-settings.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { type ChatRow, openDatabase } from '../database.ts';
import { claimTitle, suggestTitle } from './chats.ts';
import { titleFromModel } from './title-from-model.ts';

/**
 * Calls `onChat` with the stored chat now and whenever any tab changes it. Undefined while the chat is not stored.
 * @returns a function that unsubscribes
 */
export function followChat(chatId: ChatId, onChat: (chat: ChatRow | undefined) => void): () => void {
  const subscription = liveQuery(() => openDatabase().chats.get(chatId)).subscribe({
    next: onChat,
    error: () => onChat(undefined), // the chat reports the storage problem
  });
  return () => subscription.unsubscribe();
}

/**
 * Has the model that answered a chat's first question name the chat, unless the reader turned this off, renamed the chat, or
 * a title was requested before. Never rejects; failures are ignored.
 */
export async function requestTitle(
  chatId: ChatId,
  exchange: readonly ChatMessage[],
  model: ModelInfo,
): Promise<void> {
  if (model.provider === 'demo') return; // its answers are prepared
  const { defaults } = await readChosenSettings(chatId);
  if (defaults.titles === 'first-words') return;
  try {
    if (!(await claimTitle(chatId))) return;
    const title = await titleFromModel(exchange, model);
    if (title !== undefined) await suggestTitle(chatId, title);
  } catch {
    return; // the chat was deleted meanwhile, or there is no storage
  }
}
