import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { encodeEntry } from '../entry-codec.ts';
import { OpenParts } from '../log-ending.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import type { ResumePosition } from '../resume-position.ts';
import { isModelOutput } from '../run-lost.ts';
import type { Flush } from './flush.ts';

const MAX_FLUSH_CHARACTERS = 256 * 1024;

/** Assembles the flushes of a log, one at a time, until Redis has confirmed them. */
export class FlushAssembler {
  readonly #memory: MemoryRunLog;
  readonly #parts = new OpenParts();
  #hasModelOutput = false;
  /** Number of the last event that Redis has confirmed. */
  #flushed: number;
  /** The flush that Redis has not confirmed yet. */
  #pending: Flush | undefined;
  /** Where the run's response can be resumed, unless Redis knows. */
  #position: ResumePosition | undefined;

  /** @param memory holds what Redis has of the run already, if another server has begun it */
  constructor(memory: MemoryRunLog) {
    this.#memory = memory;
    this.#flushed = memory.next - 1;
    for (const event of memory.splitAt(memory.end).before) this.#follow(event);
  }

  /** Whether the flushes so far include model output. */
  get hasModelOutput(): boolean {
    return this.#hasModelOutput;
  }

  savePosition(position: ResumePosition): void {
    this.#position = position;
  }

  /** Returns the unconfirmed flush, or the next one, with events up to number `upTo`. */
  assemble(upTo: number): Flush {
    this.#pending ??= this.#take(upTo);
    return this.#pending;
  }

  /** Redis has the last flush. */
  confirm(): void {
    const { to = this.#flushed, position } = this.#pending ?? {};
    this.#flushed = to;
    if (position === this.#position) this.#position = undefined;
    this.#pending = undefined;
  }

  /** Redis has events up to number `last` only. */
  rewind(last: number): void {
    this.#flushed = last;
    this.#pending = undefined;
  }

  #take(upTo: number): Flush {
    const { events, last } = this.#memory.take(this.#flushed, upTo, MAX_FLUSH_CHARACTERS);
    for (const event of events) this.#follow(event);
    return {
      after: this.#flushed,
      to: last,
      entry: events.length > 0 ? encodeEntry(events) : '',
      ends: this.#parts.ends,
      hasModelOutput: this.#hasModelOutput,
      position: last >= this.#memory.last ? this.#position : undefined,
    };
  }

  #follow(event: RunEvent): void {
    this.#parts.add(event);
    this.#hasModelOutput ||= isModelOutput(event);
  }
}
