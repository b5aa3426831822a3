import type { CodeLines } from './code-lines.ts';
import type { HighlightRelease, HighlightReply, HighlightRequest } from './highlight-messages.ts';

let worker: Worker | undefined;
let nextId = 1;
const channels = new Map<number, HighlightChannel>();

/** The page's only highlighting worker, started by the first block of code that names a language. */
function highlightWorker(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<HighlightReply>) =>
    channels.get(data.id)?.receive(data),
  );
  return worker;
}

/** Highlights one block of code: requests colors for its new lines, one request at a time, and applies the replies. */
export class HighlightChannel {
  readonly #id = nextId++;
  readonly #language: string;
  readonly #lines: CodeLines;
  readonly #onChange: () => void;
  #isWaiting = false;
  /** There is no grammar for the language. */
  #isPlain = false;
  #requested = { epoch: -1, partial: '' };

  constructor(language: string, lines: CodeLines, onChange: () => void) {
    this.#language = language;
    this.#lines = lines;
    this.#onChange = onChange;
    channels.set(this.#id, this);
  }

  /** Requests colors for the lines without any, once the reply to the previous request has arrived. */
  request(): void {
    if (this.#isWaiting || this.#isPlain) return;
    const { epoch } = this.#lines;
    const { from, lines } = this.#lines.uncolored();
    const partial = this.#lines.partial.text;
    const isNew = epoch !== this.#requested.epoch || lines.length > 0 || partial !== this.#requested.partial;
    if (!isNew) return;
    this.#isWaiting = true;
    this.#requested = { epoch, partial };
    const language = this.#language;
    const request: HighlightRequest = {
      type: 'request',
      id: this.#id,
      epoch,
      language,
      from,
      lines,
      partial,
    };
    highlightWorker().postMessage(request);
  }

  receive(reply: HighlightReply): void {
    this.#isWaiting = false;
    const { from, lines, partial } = reply;
    if (!lines) {
      this.#isPlain = true;
      return;
    }
    if (reply.epoch === this.#lines.epoch) {
      this.#lines.applyColors({ from, lines, partial, partialText: this.#requested.partial });
      this.#onChange();
    }
    this.request();
  }

  close(): void {
    channels.delete(this.#id);
    const release: HighlightRelease = { type: 'release', id: this.#id };
    worker?.postMessage(release);
  }
}
