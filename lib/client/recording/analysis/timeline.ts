import 'client-only';
import type { EventLine, RecordingLine } from '#lib/protocol/recording/recording.ts';
import { getDelta, isTerminal } from '#lib/protocol/run-event.ts';
import { type Activity, ActivityTracker } from './activity.ts';
import { type ConnectionSpan, ConnectionTracker } from './connections.ts';

/** What a line is, for its color and its name. */
export const KINDS = [
  'other',
  'text',
  'reasoning',
  'tool',
  'retry',
  'comment',
  'connection',
  'end',
  'busy',
] as const;
export type Kind = (typeof KINDS)[number];

/** What is worth seeing at a glance. */
export type MarkKind =
  | 'first-token'
  | 'stall'
  | 'keep-alive'
  | 'retry'
  | 'lost'
  | 'reconnected'
  | 'error'
  | 'end';
/** `line`: the index of its line. `ms`: how long it lasted, until then. */
export type Mark = { kind: MarkKind; t: number; line: number; ms?: number };

/** A wait for output that lasts this long, after the first token, is a stall. */
export const STALL_MS = 1_000;

/** A list of numbers that grows, without an object for each. */
class Numbers<Values extends Float64Array | Uint8Array> {
  values: Values;
  length = 0;
  readonly #create: (size: number) => Values;

  constructor(create: (size: number) => Values) {
    this.#create = create;
    this.values = create(1_024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.#create(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}

/** A recorded run, arranged for drawing and for reading: it grows with the run, and everything in it is found by binary search. */
export class Timeline {
  /** Of each line. */
  readonly lines: RecordingLine[] = [];
  readonly #times = new Numbers<Float64Array>((size) => new Float64Array(size));
  readonly #kinds = new Numbers<Uint8Array>((size) => new Uint8Array(size));
  /** Characters of output up to and with each line. */
  readonly #characters = new Numbers<Float64Array>((size) => new Float64Array(size));
  readonly marks: Mark[] = [];
  /** When something has arrived that is new, each time once. */
  readonly #arrivals = new Numbers<Float64Array>((size) => new Float64Array(size));
  readonly #activity = new ActivityTracker();
  readonly #connections = new ConnectionTracker();
  #lastSeq = 0;
  #output = 0;
  #lastOutputAt: number | undefined;
  #isEnded = false;

  get length(): number {
    return this.lines.length;
  }

  /** Milliseconds to the last line. */
  get duration(): number {
    return this.lines.at(-1)?.t ?? 0;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Characters of text, reasoning and tool input. */
  get output(): number {
    return this.#output;
  }

  get activities(): readonly Activity[] {
    return this.#activity.spans;
  }

  get connections(): readonly ConnectionSpan[] {
    return this.#connections.spans;
  }

  /** The times at which new events arrived, in order. */
  get arrivals(): Float64Array {
    return this.#arrivals.values.subarray(0, this.#arrivals.length);
  }

  add(lines: readonly RecordingLine[]): void {
    for (const line of lines) this.#add(line);
  }

  kindOf(line: number): Kind {
    return KINDS[this.#kinds.values[line] ?? 0] as Kind;
  }

  /** The kind of a line, as the number that `KINDS` gives it. */
  kindNumber(line: number): number {
    return this.#kinds.values[line] as number;
  }

  timeOf(line: number): number {
    return this.#times.values[line] as number;
  }

  /** The index of the first line at time `t` or later. */
  firstAt(t: number): number {
    return lowerBound(this.#times.values, this.#times.length, t);
  }

  /** The index of the line that is nearest to time `t`. -1 without lines. */
  nearestTo(t: number): number {
    const after = this.firstAt(t);
    if (after === this.length) return this.length - 1;
    return after > 0 && t - this.timeOf(after - 1) < this.timeOf(after) - t ? after - 1 : after;
  }

  /** Characters of output that arrived from time `from` on, before time `to`. */
  outputBetween(from: number, to: number): number {
    return this.#outputBefore(this.firstAt(to)) - this.#outputBefore(this.firstAt(from));
  }

  #outputBefore(line: number): number {
    return line === 0 ? 0 : (this.#characters.values[line - 1] as number);
  }

  #add(line: RecordingLine): void {
    const index = this.lines.push(line) - 1;
    this.#times.push(line.t);
    this.#kinds.push(KINDS.indexOf(kindOf(line)));
    if (line.type === 'event') this.#addEvent(line, index);
    else {
      if (line.type === 'comment' && line.text.includes('silent=')) this.#mark('keep-alive', line.t, index);
      const change = this.#connections.add(line);
      if (change) this.#mark(change.kind, line.t, index, change.ms);
      if (line.type === 'request' && index === 0) this.#activity.begin(line.t);
    }
    this.#characters.push(this.#output);
  }

  #addEvent(line: EventLine, index: number): void {
    const { seq, event, t } = line;
    const characters = getDelta(event).length * shareOfNew(line, this.#lastSeq);
    if (seq <= this.#lastSeq) return; // received again
    this.#lastSeq = seq;
    if (this.#arrivals.values[this.#arrivals.length - 1] !== t || this.#arrivals.length === 0)
      this.#arrivals.push(t);
    this.#activity.add(event, t);
    if (characters > 0) this.#addOutput(characters, t, index);
    if (event.type === 'data-retry') this.#mark('retry', t, index);
    if (event.type === 'error') this.#mark('error', t, index);
    else if (isTerminal(event)) this.#mark('end', t, index);
    this.#isEnded ||= isTerminal(event);
  }

  #addOutput(characters: number, t: number, index: number): void {
    if (this.#lastOutputAt === undefined) this.#mark('first-token', t, index);
    else if (t - this.#lastOutputAt >= STALL_MS) this.#mark('stall', t, index, t - this.#lastOutputAt);
    this.#lastOutputAt = t;
    this.#output += characters;
  }

  #mark(kind: MarkKind, t: number, line: number, ms?: number): void {
    this.marks.push(ms === undefined ? { kind, t, line } : { kind, t, line, ms });
  }
}

/** A merged delta may repeat what has arrived: the share of it that has not. */
function shareOfNew({ seq, event }: EventLine, lastSeq: number): number {
  const { from = seq } = event;
  return from > lastSeq ? 1 : (seq - lastSeq) / (seq - from + 1);
}

function kindOf(line: RecordingLine): Kind {
  switch (line.type) {
    case 'event':
      return kindOfEvent(line);
    case 'comment':
      return 'comment';
    case 'request':
    case 'open':
    case 'close':
      return 'connection';
    case 'task':
    case 'delay':
      return 'busy';
    default:
      return line satisfies never;
  }
}

function kindOfEvent({ event }: EventLine): Kind {
  const { type } = event;
  if (type.startsWith('text-')) return 'text';
  if (type.startsWith('reasoning-')) return 'reasoning';
  if (type.startsWith('tool-')) return 'tool';
  if (type === 'data-retry') return 'retry';
  return isTerminal(event) ? 'end' : 'other';
}

/** The index of the first of `length` ascending numbers that is at least `value`. */
export function lowerBound(values: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
