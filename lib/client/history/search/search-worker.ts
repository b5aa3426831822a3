import 'client-only';
import { searchHistory, updateIndex } from './search-history.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';
import { TextIndex } from './text-index.ts';

// A worker, because reading and folding 20,000 messages takes about a second.

const index = new TextIndex();
let newestId = 0;
let queue = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
  newestId = Math.max(newestId, data.id);
  queue = queue.then(() => answer(data));
});

async function answer({ id, query, limit }: SearchRequest): Promise<void> {
  // The page has dropped requests that a newer one superseded.
  if (id < newestId) return;
  const reply: SearchReply = await searchHistory(index, query, limit).then(
    (result) => ({ id, result }),
    (error: unknown) => ({ id, error: String(error) }),
  );
  postMessage(reply);
  // The dialog has just been opened: reads the messages before the first letter is typed. A failure shows in the next search.
  if (query === '') await updateIndex(index).catch(() => undefined);
}
