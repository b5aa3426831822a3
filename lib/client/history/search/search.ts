import 'client-only';
import type { SearchResult } from './search-history.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';

const MOST_HITS = 50;

let worker: Worker | undefined;
let nextId = 1;
let waiting: { id: number; resolve(result: SearchResult): void; reject(reason: unknown): void } | undefined;

/** The one worker of the page, started by the first search, or before it by `prewarmSearch`. */
function getWorker(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<SearchReply>) => {
    if (waiting?.id !== data.id) return;
    if ('result' in data) waiting.resolve(data.result);
    else waiting.reject(new Error(data.failed));
    waiting = undefined;
  });
  worker.addEventListener('error', () => {
    waiting?.reject(new Error('The search could not be loaded.'));
    waiting = undefined;
    worker = undefined;
  });
  return worker;
}

/** Reads the messages before the first letter is typed: to be called when the search is opened. */
export function prewarmSearch(): void {
  const request: SearchRequest = { id: 0, query: '', most: 0 };
  getWorker().postMessage(request);
}

/**
 * Looks for all words of `query` in all messages of this browser. A new search takes the place of one that is not answered.
 * @throws `AbortError` (a DOMException) when another search took its place, an Error when the history cannot be read.
 */
export function search(query: string): Promise<SearchResult> {
  waiting?.reject(new DOMException('Another search took its place.', 'AbortError'));
  const request: SearchRequest = { id: nextId++, query, most: MOST_HITS };
  return new Promise((resolve, reject) => {
    waiting = { id: request.id, resolve, reject };
    getWorker().postMessage(request);
  });
}
