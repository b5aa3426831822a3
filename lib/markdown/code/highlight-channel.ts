import type { CodeLines } from './code-lines.ts';
import type { HighlightRelease, HighlightReply, HighlightRequest } from './highlight-messages.ts';

let worker: Worker | undefined;
let nextId = 1;
const channels = new Map<number, HighlightChannel>();

/** The one worker of the page, started by the first block of code that names a language. */
function theWorker(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<HighlightReply>) =>
    channels.get(data.id)?.receive(data),
  );
  return worker;
}

/** Has one block of code coloured: asks for what is new, one question at a time, and puts the answers into its lines. */
export class HighlightChannel {
  private readonly id = nextId++;
  private readonly language: string;
  private readonly lines: CodeLines;
  private readonly onChange: () => void;
  private isWaiting = false;
  private isPlain = false;
  private asked = { epoch: -1, partial: '' };

  constructor(language: string, lines: CodeLines, onChange: () => void) {
    this.language = language;
    this.lines = lines;
    this.onChange = onChange;
    channels.set(this.id, this);
  }

  /** Asks for what has no colours yet. A question that is open is answered first. */
  ask(): void {
    if (this.isWaiting || this.isPlain) return;
    const { epoch } = this.lines;
    const { from, lines } = this.lines.uncolored();
    const partial = this.lines.partial.text;
    const isNews = epoch !== this.asked.epoch || lines.length > 0 || partial !== this.asked.partial;
    if (!isNews) return;
    this.isWaiting = true;
    this.asked = { epoch, partial };
    const request: HighlightRequest = { id: this.id, epoch, language: this.language, from, lines, partial };
    theWorker().postMessage(request);
  }

  receive(reply: HighlightReply): void {
    this.isWaiting = false;
    if (!reply.lines) {
      this.isPlain = true;
      return;
    }
    if (reply.epoch === this.lines.epoch) {
      this.lines.applyColors(reply.from, reply.lines, reply.partial, this.asked.partial);
      this.onChange();
    }
    this.ask();
  }

  close(): void {
    channels.delete(this.id);
    const farewell: HighlightRelease = { id: this.id, isGone: true };
    worker?.postMessage(farewell);
  }
}
