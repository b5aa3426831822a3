import 'client-only';
import { liveQuery } from 'dexie';
import { readChosenSettings } from '#lib/client/settings/chosen-settings.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { openDatabase } from '../database.ts';
import { claimTitle, suggestTitle } from './chats.ts';
import { titleFromModel } from './title-from-model.ts';

/**
 * Tells the title of a chat, now and whenever any tab changes it: undefined while the browser has none.
 * @returns what ends it
 */
export function followTitle(chatId: ChatId, onTitle: (title: string | undefined) => void): () => void {
  const found = liveQuery(() => openDatabase().chats.get(chatId)).subscribe({
    next: (chat) => onTitle(chat?.title),
    error: () => onTitle(undefined), // a browser that keeps nothing: the chat says so
  });
  return () => found.unsubscribe();
}

/**
 * Gives a chat a title by the model that answered its first question, unless the reader wants none, a person gave one, or one
 * was asked for before. Never rejects: a title is not worth a word about its failure.
 */
export async function requestTitle(
  chatId: ChatId,
  exchange: readonly ChatMessage[],
  model: ModelInfo,
): Promise<void> {
  if (model.provider === 'demo') return; // it has prepared answers, and none of them is a title
  const { defaults } = await readChosenSettings(chatId);
  if (defaults.titles === 'first-words') return;
  try {
    if (!(await claimTitle(chatId))) return;
    const title = await titleFromModel(exchange, model);
    if (title !== undefined) await suggestTitle(chatId, title);
  } catch {
    return; // the chat was deleted meanwhile, or the browser keeps nothing
  }
}
