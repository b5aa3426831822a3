import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunProgress } from '../run-log/run-progress.ts';
import type { LimitStore } from './limit-store.ts';
import { estimateTokens } from './text-size.ts';

export type TokenBudgetOptions = {
  caller: string;
  store: LimitStore;
  /** 0: unlimited. */
  perRun: number;
  perDay: number;
  /** An estimate of the prompt's tokens. */
  inputTokens: number;
};

/** The tokens of a day are added up in so many steps, so that a Redis is not asked for each of them. */
const STEPS_PER_DAY = 50;
const MAX_STEP = 100;

/**
 * Counts the tokens of a run while it streams, and reports when a budget is used up. Models say how many tokens they used only at the
 * end of a step, so until then the count is an estimate: each delta is a token at least, and four bytes are one.
 */
export class TokenBudget {
  readonly #options: TokenBudgetOptions;
  readonly #progress: RunProgress;
  readonly #onExceeded: (error: ChatError) => void;
  #deltas = 0;
  #textTokens = 0;
  /** The tokens of this run that the day's sum contains. */
  #added = 0;
  #isExceeded = false;

  constructor(options: TokenBudgetOptions, progress: RunProgress, onExceeded: (error: ChatError) => void) {
    this.#options = options;
    this.#progress = progress;
    this.#onExceeded = onExceeded;
  }

  /** Counts what the model has written. */
  count(deltas: readonly string[]): void {
    for (const delta of deltas) {
      if (delta === '') continue;
      this.#deltas++;
      this.#textTokens += estimateTokens(delta);
    }
    const { perRun, perDay } = this.#options;
    if (perRun > 0 && this.#used >= perRun) this.#exceed(createRunBudgetError());
    const step = Math.min(MAX_STEP, perDay / STEPS_PER_DAY);
    if (perDay > 0 && this.#used - this.#added >= step) void this.#addToDay();
  }

  /** Adds what is missing in the day's sum, once the run has ended and its tokens are known. */
  async settle(): Promise<void> {
    if (this.#options.perDay > 0) await this.#addToDay();
  }

  get #used(): number {
    const { inputTokens = 0, outputTokens = 0 } = this.#progress;
    const written = Math.max(this.#deltas, this.#textTokens);
    return Math.ceil(Math.max(inputTokens, this.#options.inputTokens) + Math.max(outputTokens, written));
  }

  async #addToDay(): Promise<void> {
    const { store, caller, perDay } = this.#options;
    const tokens = this.#used - this.#added;
    this.#added += tokens;
    const sum = await store.addTokens(caller, tokens);
    if (sum >= perDay) this.#exceed(createDayBudgetError());
  }

  #exceed(error: ChatError): void {
    if (this.#isExceeded) return;
    this.#isExceeded = true;
    this.#onExceeded(error);
  }
}

export function createRunBudgetError(): ChatError {
  return new ChatError('budget-exceeded', 'The token budget of one answer is used up.');
}

/** The budget of the day begins anew at midnight UTC. */
export function createDayBudgetError(now = Date.now()): ChatError {
  const midnight = new Date(now).setUTCHours(24, 0, 0, 0);
  return new ChatError('budget-exceeded', 'The token budget of this day is used up.', {
    retryAfterSeconds: Math.ceil((midnight - now) / 1_000),
  });
}
