import 'client-only';
import { searchHistory } from './search-history.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';
import { TextIndex } from './text-index.ts';

// Reading and folding 20,000 messages takes a second, which is why this is no work for the page's own thread.

const index = new TextIndex();
let newest = 0;
let queue = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
  newest = Math.max(newest, data.id);
  queue = queue.then(() => answer(data));
});

async function answer({ id, query, most }: SearchRequest): Promise<void> {
  // Someone who types on is not interested in what came before; the page has let go of it.
  if (id < newest) return;
  const reply: SearchReply = await searchHistory(index, query, most).then(
    (result) => ({ id, result }),
    (error: unknown) => ({ id, failed: String(error) }),
  );
  postMessage(reply);
}
