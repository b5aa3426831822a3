import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { StateStore } from '../state-store.ts';

/** The models that answer the next question of a chat side by side. `models` is empty when one model answers. */
type ChosenModels = { chatId?: ChatId | undefined; models: readonly string[] };

/** The choice in this tab, which the next question uses up. */
const store = new StateStore<ChosenModels>({ models: [] });

export const { getState: getChosenModels, subscribe: followChosenModels } = store;

export function chooseModels(chatId: ChatId | undefined, models: readonly string[]): void {
  store.set({ chatId, models });
}

/** Returns the models that the next question of a chat goes to; undefined if it goes to one. */
export function findChosenModels(chatId: ChatId | undefined): readonly string[] | undefined {
  const { chatId: chosenFor, models } = store.getState();
  return chosenFor === chatId && models.length > 0 ? models : undefined;
}
