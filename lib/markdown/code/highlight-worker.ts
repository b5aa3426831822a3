import type { HighlightRelease, HighlightReply, HighlightRequest } from './highlight-messages.ts';
import { loadTokenizer } from './highlighter.ts';

// The first use of a grammar takes up to a second, which is why this is no work for the page's own thread.

/** The grammar's state after the last line of each block. */
const states = new Map<number, { epoch: number; state: unknown }>();
let queue = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<HighlightRequest | HighlightRelease>) => {
  queue = queue.then(() => answer(data));
});

async function answer(request: HighlightRequest | HighlightRelease): Promise<void> {
  if ('isGone' in request) {
    states.delete(request.id);
    return;
  }
  const { id, epoch, from } = request;
  const tokenizer = await loadTokenizer(request.language).catch((cause: unknown) => {
    console.warn('A grammar did not load', request.language, cause);
    return undefined;
  });
  const known = states.get(id);
  let state = known?.epoch === epoch ? known.state : undefined;
  const lines =
    tokenizer &&
    request.lines.map((line) => {
      const result = tokenizer.tokenize(line, state);
      state = result.state;
      return result.spans;
    });
  states.set(id, { epoch, state });
  const partial = tokenizer && request.partial ? tokenizer.tokenize(request.partial, state).spans : [];
  const reply: HighlightReply = { id, epoch, from, lines, partial };
  postMessage(reply);
}
