import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/**
 * The three clocks of a run, in milliseconds; 0 is off. The first two count from the upstream's last sign of life, the
 * third from the start of the run.
 */
export type ClockLimits = { firstTokenMs: number; idleMs: number; runMs: number };

/**
 * Ends a run that waits too long: for its first token, for the next, or in all. One timer, armed again only when it
 * fires, so that a token costs no more than a look at the time.
 */
export class RunClocks {
  readonly #limits: ClockLimits;
  readonly #onExpire: (error: ChatError) => void;
  readonly #startedAt = Date.now();
  #waitingSince = Date.now();
  #waiting: 'first-token' | 'idle' | 'none' = 'first-token';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: ClockLimits, onExpire: (error: ChatError) => void) {
    this.#limits = limits;
    this.#onExpire = onExpire;
    this.#arm();
  }

  /** The model is asked: from now on its first token is waited for. */
  asked(): void {
    this.#wait('first-token');
  }

  /** Something came from the model. */
  heard(): void {
    this.#waitingSince = Date.now();
    if (this.#waiting !== 'idle') this.#wait('idle');
  }

  /** The upstream gave a sign of life that is no part of the answer, such as a keep-alive comment. */
  alive(): void {
    this.#waitingSince = Date.now();
  }

  /** Nothing is expected of the model for now: tools run, with limits of their own. */
  pause(): void {
    this.#wait('none');
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(what: 'first-token' | 'idle' | 'none'): void {
    this.#waiting = what;
    this.#waitingSince = Date.now();
    clearTimeout(this.#timer);
    this.#arm();
  }

  #arm(): void {
    const next = this.#nextDeadline();
    if (next === undefined) return;
    this.#timer = setTimeout(() => {
      const due = this.#nextDeadline();
      if (due === undefined) return;
      if (due.at <= Date.now()) this.#onExpire(due.error());
      else this.#arm();
    }, next.at - Date.now());
  }

  #nextDeadline(): { at: number; error: () => ChatError } | undefined {
    const { firstTokenMs, idleMs, runMs } = this.#limits;
    const deadlines: { at: number; error: () => ChatError }[] = [];
    if (runMs > 0) {
      const error = () => new ChatError('run-timeout', `The answer took longer than ${seconds(runMs)}.`);
      deadlines.push({ at: this.#startedAt + runMs, error });
    }
    if (this.#waiting === 'first-token' && firstTokenMs > 0) {
      const error = () =>
        new ChatError('first-token-timeout', `The model did not begin within ${seconds(firstTokenMs)}.`);
      deadlines.push({ at: this.#waitingSince + firstTokenMs, error });
    }
    if (this.#waiting === 'idle' && idleMs > 0) {
      const error = () => new ChatError('idle-timeout', `The model fell silent for ${seconds(idleMs)}.`);
      deadlines.push({ at: this.#waitingSince + idleMs, error });
    }
    return deadlines.sort((a, b) => a.at - b.at)[0];
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
