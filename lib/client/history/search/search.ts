import 'client-only';
import type { SearchResult } from './search-history.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';

const MAX_HITS = 50;

let worker: Worker | undefined;
let nextId = 1;
let pending: { id: number; resolve(result: SearchResult): void; reject(reason: unknown): void } | undefined;

/** Returns the page's search worker, which the first search starts. */
function getWorker(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<SearchReply>) => {
    if (pending?.id !== data.id) return;
    if ('result' in data) pending.resolve(data.result);
    else pending.reject(new Error(data.error));
    pending = undefined;
  });
  worker.addEventListener('error', () => {
    pending?.reject(new Error('The search worker failed to load.'));
    pending = undefined;
    worker = undefined;
  });
  return worker;
}

/**
 * Finds the chats and messages in this browser that contain all terms of `query`; without a term, the most recent chats. A new search
 * supersedes a pending one.
 * @throws a DOMException `AbortError` if a newer search superseded this one, an Error if the history cannot be read
 */
export function search(query: string): Promise<SearchResult> {
  pending?.reject(new DOMException('Superseded by a newer search.', 'AbortError'));
  const request: SearchRequest = { id: nextId++, query, limit: MAX_HITS };
  return new Promise((resolve, reject) => {
    pending = { id: request.id, resolve, reject };
    getWorker().postMessage(request);
  });
}
