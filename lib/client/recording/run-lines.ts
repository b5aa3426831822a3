import 'client-only';
import { type EventLine, encodeLine, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import { isTerminal, PLANNED_CLOSE } from '#lib/protocol/run-event.ts';
import { createFrameDecoder } from '#lib/protocol/stream/event-frames.ts';
import { SseDecoder, type SseFrame } from '#lib/sse/sse-decoder.ts';
import type { ConnectionNote } from '../run/connection-hooks.ts';
import type { EventBatch } from '../run/run-events.ts';

/** An event that waits longer than this for the page to take it is worth a line. The page takes some every 8 ms. */
const NOTABLE_DELAY_MS = 50;

const encoder = new TextEncoder();

type FrameDecoder = ReturnType<typeof createFrameDecoder>;
type Untimed<Line> = Line extends { t: number } ? Omit<Line, 't'> : never;

/** Turns what happens to the connections of one run into the lines of its recording. */
export class RunLines {
  readonly #runId: string;
  readonly #startsRun: boolean;
  readonly #origin: number;
  #decoder = new SseDecoder();
  #decodeFrame = createFrameDecoder();
  #lines: string[] = [];
  #isOpen = false;
  #polls = false;
  #isClosed = false;
  #hasBeenOpen = false;
  #hasEnded = false;
  /** The last events of the chunks that the page has not taken yet, and when those arrived. */
  #untaken: { seq: number; at: number }[] = [];

  /**
   * @param origin when the recording began, in milliseconds of `performance.now()`
   * @param startsRun the first request starts the run
   */
  constructor(runId: string, origin: number, startsRun: boolean) {
    this.#runId = runId;
    this.#origin = origin;
    this.#startsRun = startsRun;
  }

  /** There is neither a connection nor a request. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A response has arrived in this page. */
  get hasBeenOpen(): boolean {
    return this.#hasBeenOpen;
  }

  /** The run's last event has arrived. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Takes the lines since the last call, each with its line break. */
  take(): string {
    const text = this.#lines.join('');
    this.#lines = [];
    return text;
  }

  add(at: number, note: ConnectionNote): void {
    if (typeof note === 'number') this.#addTaking(at, note);
    else if (typeof note === 'boolean') this.#addClose(at, note);
    else if (note instanceof Uint8Array) this.#addChunk(at, note);
    else if (note instanceof Response) {
      this.#isOpen = this.#hasBeenOpen = true;
      this.#push(at, { type: 'open', status: note.status });
    } else if ('events' in note) this.#addPoll(at, note);
    else {
      this.#decoder = new SseDecoder();
      this.#decodeFrame = createFrameDecoder();
      this.#polls = note.polls === true;
      this.#isClosed = false;
      const method = this.#startsRun && !this.#hasBeenOpen ? 'POST' : 'GET';
      this.#push(at, { type: 'request', method, after: note.after, ...(this.#polls && { polls: true }) });
    }
  }

  /** The main thread had a task of `ms` milliseconds, from `from` on. */
  addTask(at: number, { from, ms }: { from: number; ms: number }): void {
    if (from + ms < this.#origin) return; // before the run
    this.#push(at, { type: 'task', from: this.#toTime(from), ms: Math.round(ms) });
  }

  #addChunk(at: number, chunk: Uint8Array): void {
    let seq = 0;
    for (const frame of this.#decode(chunk)) seq = this.#addFrame(at, frame) ?? seq;
    const { comments } = this.#decoder;
    if (comments !== '') this.#push(at, { type: 'comment', text: comments });
    if (seq > 0) this.#untaken.push({ seq, at });
  }

  #decode(chunk: Uint8Array): SseFrame[] {
    try {
      return this.#decoder.push(chunk);
    } catch {
      return []; // too large: whoever reads the connection reports it
    }
  }

  /** @returns the number of the event, if it is one of this run */
  #addFrame(at: number, frame: SseFrame): number | undefined {
    const read = this.#readFrame(frame);
    if (read?.runId !== this.#runId || !(read.seq > 0)) return undefined;
    const { seq, from, event } = read;
    const isMerged = from < seq;
    this.#lines.push(this.#toEventLine(at, seq, isMerged ? { ...event, from } : event, frame.data));
    return seq;
  }

  #readFrame(frame: SseFrame): ReturnType<FrameDecoder> | undefined {
    try {
      const read = this.#decodeFrame(frame);
      return 'type' in read.event ? read : undefined;
    } catch {
      return undefined; // `[DONE]`
    }
  }

  /** The events of a poll have no numbers, except a merged one, which has that of the first in it; the last is the batch's last. */
  #addPoll(at: number, { seq: lastSeq, events, heartbeat }: EventBatch): void {
    const lines: string[] = [];
    let seq = lastSeq;
    for (const event of events.toReversed() as EventLine['event'][]) {
      lines.push(this.#toEventLine(at, seq, event));
      seq = (event.from ?? seq) - 1;
    }
    this.#lines.push(...lines.reverse());
    if (heartbeat) this.#push(at, { type: 'comment', text: heartbeat });
    if (events.length > 0) this.#untaken.push({ seq: lastSeq, at });
  }

  /** @param data what was received for the event */
  #toEventLine(at: number, seq: number, event: EventLine['event'], data = JSON.stringify(event)): string {
    this.#hasEnded ||= isTerminal(event);
    const { length: bytes } = encoder.encode(data);
    return `${encodeLine({ t: this.#toTime(at), type: 'event', seq, bytes, event })}\n`;
  }

  #addTaking(at: number, seq: number): void {
    const untaken = this.#untaken.filter((arrival) => arrival.seq > seq);
    const [first] = this.#untaken;
    if (first && untaken.length < this.#untaken.length && at - first.at >= NOTABLE_DELAY_MS)
      this.#push(at, { type: 'delay', ms: Math.round(at - first.at), seq: first.seq });
    this.#untaken = untaken;
  }

  #addClose(at: number, isLeft: boolean): void {
    if (this.#hasEnded || (this.#polls && this.#isOpen)) this.#push(at, { type: 'close', reason: 'ended' });
    else if (this.#decoder.comments.endsWith(PLANNED_CLOSE))
      this.#push(at, { type: 'close', reason: 'planned' });
    else this.#push(at, { type: 'close', reason: isLeft ? 'left' : 'lost' });
    this.#isOpen = false;
    this.#isClosed = true;
    this.#untaken = [];
  }

  #push(at: number, line: Untimed<RecordingLine>): void {
    this.#lines.push(`${encodeLine({ t: this.#toTime(at), ...line } as RecordingLine)}\n`);
  }

  #toTime(at: number): number {
    return Math.max(0, Math.round((at - this.#origin) * 100) / 100);
  }
}
