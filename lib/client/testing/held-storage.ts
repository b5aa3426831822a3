import 'client-only';
import { vi } from 'vitest';
import { openDatabase } from '../history/database.ts';

/**
 * Closes the database and makes `indexedDB.open` hang, as some browsers do.
 * @returns a function that lets the storage respond again
 */
export function holdStorage(): () => void {
  openDatabase().close({ disableAutoOpen: false });
  const open = indexedDB.open.bind(indexedDB);
  const released = Promise.withResolvers<void>();
  const spy = vi.spyOn(indexedDB, 'open').mockImplementation((...parameters) => {
    const request = {} as Record<'onsuccess' | 'onerror', (event: Event) => void>;
    void released.promise.then(() => {
      const opening = open(...parameters);
      Object.defineProperty(request, 'result', { get: () => opening.result });
      opening.onsuccess = (event) => request.onsuccess(event);
      opening.onerror = (event) => request.onerror(event);
    });
    return request as unknown as IDBOpenDBRequest;
  });
  return () => {
    spy.mockRestore();
    released.resolve();
  };
}
