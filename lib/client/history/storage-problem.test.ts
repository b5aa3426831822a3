import Dexie from 'dexie';
import { describe, expect, test } from 'vitest';
import { HistoryError } from './history-error.ts';
import { classifyStorageError } from './storage-problem.ts';

describe('an error of the database', () => {
  const quota = () => new DOMException('full', 'QuotaExceededError');
  test.each([
    ['full', quota()],
    ['full', new Dexie.AbortError('aborted', quota())],
    ['full', new Dexie.BulkError('bulk', [new Dexie.QuotaExceededError('full')])],
    ['refused', new DOMException('no', 'SecurityError')],
    ['refused', new Dexie.OpenFailedError('no', new DOMException('no', 'InvalidStateError'))],
    ['refused', new Dexie.MissingAPIError('none')],
    ['deleted', new HistoryError('chat-deleted')],
    ['broken', new HistoryError('message-unknown')],
    ['broken', new Error('else')],
    ['broken', 'else'],
    ['broken', undefined],
  ])('is classified as %s', (problem, error) => {
    expect(classifyStorageError(error)).toBe(problem);
  });

  test('may be its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(classifyStorageError(error)).toBe('broken');
  });
});
