import type { HighlightRelease, HighlightReply, HighlightRequest } from './highlight-messages.ts';
import { loadTokenizer } from './highlighter.ts';

// The first use of a grammar takes up to a second, which would block the main thread.

/** The grammar's state after the last complete line, by block. */
const states = new Map<number, { epoch: number; state: unknown }>();
let queue = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<HighlightRequest | HighlightRelease>) => {
  queue = queue.then(() => handle(data));
});

async function handle(request: HighlightRequest | HighlightRelease): Promise<void> {
  if (request.type === 'release') {
    states.delete(request.id);
    return;
  }
  const { id, epoch, from } = request;
  const tokenizer = await loadTokenizer(request.language).catch((cause: unknown) => {
    console.warn('Failed to load the grammar of', request.language, cause);
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
