import 'server-only';
import type { ErrorCode } from '#lib/protocol/error-code.ts';
import type { Outcome, RunMetadata } from '#lib/protocol/run-event.ts';
import { processWide } from '../platform/process-wide.ts';
import { addValue, createDistribution, type Distribution } from './metric-families.ts';
import { DURATION_BOUNDS, FIRST_TOKEN_BOUNDS } from './metrics.ts';

const MINUTE_MS = 60_000;
export const RECENT_MINUTES = 60;

/** What ended in some time. */
export type RunSums = {
  outcomes: Partial<Record<Outcome, number>>;
  errors: Partial<Record<ErrorCode, number>>;
  outputTokens: number;
  firstToken: Distribution;
  duration: Distribution;
};

/** Adds up the runs of each of the last sixty minutes, because counters alone have no past. */
export class RecentRuns {
  /** By the number of the minute, the oldest first. */
  readonly #minutes = new Map<number, RunSums>();

  add({ outcome, error, outputTokens, firstTokenMs, durationMs }: RunMetadata, now = Date.now()): void {
    const sums = this.#minuteOf(now);
    if (outcome) increase(sums.outcomes, outcome);
    if (error) increase(sums.errors, error.code);
    sums.outputTokens += outputTokens ?? 0;
    if (firstTokenMs !== undefined) addValue(sums.firstToken, FIRST_TOKEN_BOUNDS, firstTokenMs / 1_000);
    if (durationMs !== undefined) addValue(sums.duration, DURATION_BOUNDS, durationMs / 1_000);
  }

  /** The sums of the last `count` minutes, the current one included, the oldest first. */
  list(count = RECENT_MINUTES, now = Date.now()): RunSums[] {
    const current = Math.floor(now / MINUTE_MS);
    return Array.from(
      { length: count },
      (_, index) => this.#minutes.get(current - count + 1 + index) ?? createSums(),
    );
  }

  #minuteOf(now: number): RunSums {
    const minute = Math.floor(now / MINUTE_MS);
    let sums = this.#minutes.get(minute);
    if (sums !== undefined) return sums;
    sums = createSums();
    this.#minutes.set(minute, sums);
    for (const known of this.#minutes.keys()) {
      if (known <= minute - RECENT_MINUTES || known > minute) this.#minutes.delete(known);
    }
    return sums;
  }
}

/** The runs that ended in this process. */
export function recentRuns(): RecentRuns {
  return processWide('recent runs', () => new RecentRuns());
}

export function addUp(minutes: readonly RunSums[]): RunSums {
  const total = createSums();
  for (const { outcomes, errors, outputTokens, firstToken, duration } of minutes) {
    for (const [outcome, count] of entries(outcomes)) increase(total.outcomes, outcome, count);
    for (const [code, count] of entries(errors)) increase(total.errors, code, count);
    total.outputTokens += outputTokens;
    addDistribution(total.firstToken, firstToken);
    addDistribution(total.duration, duration);
  }
  return total;
}

/**
 * Estimates a quantile from the ranges that the values fell into, as Prometheus' `histogram_quantile` does; undefined without values.
 * @param share 0.5 is the median
 */
export function estimateQuantile(
  { counts }: Distribution,
  bounds: readonly number[],
  share: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    const upper = bounds[index];
    if (upper === undefined) break; // above all bounds
    if (below + count >= share * total && count > 0) {
      const lower = bounds[index - 1] ?? 0;
      return lower + (upper - lower) * ((share * total - below) / count);
    }
    below += count;
  }
  return bounds.at(-1);
}

function createSums(): RunSums {
  return {
    outcomes: {},
    errors: {},
    outputTokens: 0,
    firstToken: createDistribution(FIRST_TOKEN_BOUNDS),
    duration: createDistribution(DURATION_BOUNDS),
  };
}

function increase<Name extends string>(counts: Partial<Record<Name, number>>, name: Name, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

function addDistribution(total: Distribution, { counts, sum }: Distribution): void {
  for (const [index, count] of counts.entries()) total.counts[index] = (total.counts[index] ?? 0) + count;
  total.sum += sum;
}

function entries<Name extends string>(counts: Partial<Record<Name, number>>): [Name, number][] {
  return Object.entries(counts) as [Name, number][];
}
