import 'client-only';
import { isLoadError, lazyValue } from '#lib/lazy/lazy-value.ts';
import type { StorageProblem } from './storage-problem.ts';

/** The chat history and its database, which the first load does not need. */
export const historyCode = lazyValue(async () => {
  const history = await import('./chat-history.ts');
  await history.restoreUnsavedMessages();
  return history;
});

/** Loads the chat history. @throws when its code cannot be fetched; the next call tries again */
export function loadHistory(): Promise<typeof import('./chat-history.ts')> {
  return historyCode.load();
}

/** Classifies a failure to read or store a chat. Needs the history's chunk to tell storage failures apart. */
export function classifyHistoryError(error: unknown): StorageProblem {
  if (isLoadError(error)) return 'unloaded';
  return historyCode.getState().value?.classifyStorageError(error) ?? 'broken';
}
