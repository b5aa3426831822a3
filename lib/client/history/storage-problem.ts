import 'client-only';
import { isLoadError } from '#lib/lazy/lazy-value.ts';
import { HistoryError } from './history-error.ts';

/**
 * Why the browser keeps nothing. `full`: its disk or our share of it. `refused`: it allows no storage, as some private
 * windows do. `deleted`: the chat was deleted for good elsewhere. `unloaded`: the code that stores chats could not be
 * fetched; saving resumes once it is. `broken`: anything else. The chat goes on in memory.
 */
export type StorageProblem = 'full' | 'refused' | 'deleted' | 'unloaded' | 'broken';

const REFUSALS = new Set(['SecurityError', 'InvalidStateError', 'MissingAPIError', 'NotAllowedError']);

/** What a failure of the database means to a reader. Dexie wraps what the browser said, several layers deep. */
export function classifyStorageError(error: unknown): StorageProblem {
  if (error instanceof HistoryError && error.code === 'chat-deleted') return 'deleted';
  if (isLoadError(error)) return 'unloaded';
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) return 'full';
  if (names.some((name) => REFUSALS.has(name))) return 'refused';
  return 'broken';
}

function namesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { name, inner, cause, failures } = error as Record<string, unknown>;
  const below = [inner, cause, ...(Array.isArray(failures) ? failures : [])];
  return [String(name), ...below.flatMap((next) => namesOf(next, depth + 1))];
}
