import 'client-only';
import { isLoadError } from '#lib/lazy/lazy-value.ts';
import { HistoryError } from './history-error.ts';

/**
 * The reason why a chat cannot be stored. The chat continues in memory.
 * - `full`: the disk or the site's quota is exhausted.
 * - `refused`: the browser allows no storage, as in some private windows.
 * - `deleted`: another tab deleted the chat permanently.
 * - `unresponsive`: the browser's storage doesn't respond. The problem ends when it does.
 * - `unloaded`: the code that stores chats could not be fetched. Saving resumes once it is loaded.
 * - `broken`: anything else.
 */
export type StorageProblem = 'full' | 'refused' | 'deleted' | 'unresponsive' | 'unloaded' | 'broken';

const REFUSALS = new Set(['SecurityError', 'InvalidStateError', 'MissingAPIError', 'NotAllowedError']);

/** Whether rows of a chat were deleted while a tab had it open, as happens when the reader clears the site's data. */
export function areRowsMissing(error: unknown): boolean {
  return error instanceof HistoryError && error.code === 'rows-missing';
}

/** Classifies an error of the database. Dexie wraps the browser's error, sometimes several layers deep. */
export function classifyStorageError(error: unknown): StorageProblem {
  if (error instanceof HistoryError && error.code === 'chat-deleted') return 'deleted';
  if (isLoadError(error)) return 'unloaded';
  const names = collectNames(error);
  if (names.includes('QuotaExceededError')) return 'full';
  if (names.some((name) => REFUSALS.has(name))) return 'refused';
  return 'broken';
}

function collectNames(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { name, inner, cause, failures } = error as Record<string, unknown>;
  const nested = [inner, cause, ...(Array.isArray(failures) ? failures : [])];
  return [String(name), ...nested.flatMap((next) => collectNames(next, depth + 1))];
}
