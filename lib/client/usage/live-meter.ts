import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { RunPhase } from '../run/run-status.ts';
import { OutputMeter } from './output-meter.ts';

/** What is known of a run while it streams. Durations in milliseconds. */
export type LiveFigures = {
  tokensPerSecond: number;
  /** From the request to the first output. Absent where this page did not send the request. */
  firstTokenMs?: number;
  elapsedMs: number;
};

/** The phase of a run, as `RunStatus` has it. */
export type MeteredPhase = { name: RunPhase['name']; since: number; isConnected: boolean };

const OUTPUT: readonly RunPhase['name'][] = ['thinking', 'writing', 'calling'];

/** Measures one run while it streams. Times are those of `performance.now()`. */
export class LiveMeter {
  readonly #output = new OutputMeter();
  readonly #isAttached: boolean;
  /** The server has more of the answer than the page. */
  #isBehind: boolean;
  #isWriting = false;
  #startedAt: number | undefined;
  #firstTokenAt: number | undefined;

  /** @param isAttached the page has joined the run, and first receives what it has missed */
  constructor(isAttached: boolean) {
    this.#isAttached = isAttached;
    this.#isBehind = isAttached;
  }

  /** Takes a new phase of the run, or a change of its connection, into account. */
  update({ name, since, isConnected }: MeteredPhase, answer: ChatMessage | undefined): void {
    const hasOutput = OUTPUT.includes(name);
    this.#isBehind ||= !isConnected;
    if (!this.#isAttached) {
      this.#startedAt ??= since;
      if (hasOutput) this.#firstTokenAt ??= since;
    }
    const isWriting = hasOutput && isConnected;
    if (isWriting && !this.#isWriting) {
      this.#output.begin(answer?.parts ?? [], this.#isBehind ? undefined : since);
      this.#isBehind = false;
    }
    this.#isWriting = isWriting;
  }

  /** Returns the figures at `now`; undefined while the model writes nothing. */
  sample(answer: ChatMessage, now = performance.now()): LiveFigures | undefined {
    if (!this.#isWriting) return undefined;
    const tokensPerSecond = this.#output.sample(answer.parts, now);
    if (!tokensPerSecond) return undefined;
    // The server's clock: this page has no other start of a run that it has joined.
    const sinceServer = Date.now() - (answer.metadata?.startedAt ?? Date.now());
    const elapsedMs = this.#startedAt === undefined ? Math.max(0, sinceServer) : now - this.#startedAt;
    const firstTokenMs =
      this.#firstTokenAt === undefined || this.#startedAt === undefined
        ? {}
        : { firstTokenMs: this.#firstTokenAt - this.#startedAt };
    return { tokensPerSecond, ...firstTokenMs, elapsedMs };
  }
}
