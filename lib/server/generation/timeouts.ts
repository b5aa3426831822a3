import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';
import { MAX_WAIT_MS } from '#lib/protocol/patch-run.ts';
import type { ModelWait } from '../run-log/model-wait.ts';

/**
 * Limits in milliseconds; 0 switches one off. `firstTokenMs` and `idleMs` count from the last bytes the upstream sent,
 * `runMs` from the start of the run.
 */
export type TimeoutLimits = { firstTokenMs: number; idleMs: number; runMs: number };

/**
 * Reports a run that takes too long: to its first token, between tokens, or in total. One timer, which is re-armed only
 * when it fires or a nearer deadline comes up, so a token costs one read of the clock.
 */
export class RunTimeouts implements ModelWait {
  readonly #limits: TimeoutLimits;
  readonly #onTimeout: (error: ChatError) => void;
  readonly #startedAt = performance.now();
  #waitingSince = performance.now();
  #waitingFor: 'first-token' | 'token' | 'nothing' = 'first-token';
  /** By how much readers have extended the current wait. It lasts until the model sends output. */
  #extensionMs = 0;
  #silentSince = performance.now();
  /** From -1 for a new request, because the headers of its response are no keep-alive. */
  #keepAlives = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(limits: TimeoutLimits, onTimeout: (error: ChatError) => void) {
    this.#limits = limits;
    this.#onTimeout = onTimeout;
    this.#arm();
  }

  /** A request was sent to the model: starts the first-token timeout. */
  requestSent(): void {
    this.#waitFor('first-token');
  }

  /** The model sent part of its answer: restarts the idle timeout. */
  partReceived(): void {
    if (this.#waitingFor !== 'token' || this.#extensionMs > 0) {
      this.#waitFor('token');
      return;
    }
    this.#waitingSince = this.#silentSince = performance.now();
    this.#keepAlives = 0;
  }

  /** The upstream sent bytes: headers, part of the answer, or a keep-alive comment. Restarts the current timeout. */
  bytesReceived(): void {
    this.#waitingSince = performance.now();
    this.#keepAlives++;
  }

  get silence(): ModelSilence | undefined {
    if (this.#waitingFor === 'nothing') return undefined;
    return {
      silentMs: Math.round(performance.now() - this.#silentSince),
      keepAlives: Math.max(0, this.#keepAlives),
    };
  }

  /** The run timeout stays: it is the operator's limit, not a wait. */
  extend(milliseconds: number): boolean {
    const limitMs = this.#waitingFor === 'first-token' ? this.#limits.firstTokenMs : this.#limits.idleMs;
    if (this.#waitingFor !== 'nothing' && limitMs + this.#extensionMs < MAX_WAIT_MS) {
      this.#extensionMs = Math.min(this.#extensionMs + milliseconds, MAX_WAIT_MS - limitMs);
    }
    return !this.#stopped;
  }

  /** Suspends all but the run timeout while nothing is expected from the model: a tool runs, or the client does not read. */
  pause(): void {
    this.#waitingFor = 'nothing'; // the timer notices when it fires
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #waitFor(part: 'first-token' | 'token'): void {
    this.#waitingFor = part;
    this.#waitingSince = this.#silentSince = performance.now();
    this.#keepAlives = part === 'first-token' ? -1 : 0;
    this.#extensionMs = 0;
    this.#arm();
  }

  /** Makes the timer fire no later than the next deadline. */
  #arm(): void {
    const at = this.#nextDeadline()?.at;
    if (this.#stopped || at === undefined || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Number.POSITIVE_INFINITY;
        const due = this.#nextDeadline();
        if (due !== undefined && due.at <= performance.now()) this.#onTimeout(due.createError());
        else this.#arm();
      },
      // A timer may fire a fraction of a millisecond early, and the deadline pass before it is armed again.
      Math.max(0, at - performance.now()),
    );
  }

  #nextDeadline(): { at: number; createError: () => ChatError } | undefined {
    const { firstTokenMs, idleMs, runMs } = this.#limits;
    const deadlines: { at: number; createError: () => ChatError }[] = [];
    if (runMs > 0) {
      deadlines.push({
        at: this.#startedAt + runMs,
        createError: () => new ChatError('run-timeout', `The answer took longer than ${inSeconds(runMs)}.`),
      });
    }
    if (this.#waitingFor === 'first-token' && firstTokenMs > 0) {
      const waitMs = firstTokenMs + this.#extensionMs;
      deadlines.push({
        at: this.#waitingSince + waitMs,
        createError: () =>
          new ChatError('first-token-timeout', `The model did not respond within ${inSeconds(waitMs)}.`),
      });
    }
    if (this.#waitingFor === 'token' && idleMs > 0) {
      const waitMs = idleMs + this.#extensionMs;
      deadlines.push({
        at: this.#waitingSince + waitMs,
        createError: () => new ChatError('idle-timeout', `The model sent nothing for ${inSeconds(waitMs)}.`),
      });
    }
    return deadlines.sort((a, b) => a.at - b.at)[0];
  }
}

function inSeconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
