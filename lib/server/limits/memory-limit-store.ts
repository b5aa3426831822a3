import 'server-only';
import {
  type Admission,
  getDay,
  LIVE_RETRY_MS,
  type LimitStore,
  MINUTE_MS,
  type RunClaim,
} from './limit-store.ts';

/** The runs of one subject: the times at which those of the last minute started, oldest first, and those that are live. */
type Runs = { starts: Map<string, number>; live: Set<string> };

/** Counts the runs and tokens of this process. */
export class MemoryLimitStore implements LimitStore {
  readonly #runs = new Map<string, Runs>();
  readonly #tokens = new Map<string, number>();
  #day = getDay();
  #sweptAt = Date.now();

  async admit({ subject, runId, runsPerMinute, liveRuns }: RunClaim): Promise<Admission> {
    const now = Date.now();
    this.#sweep(now);
    const runs = this.#runs.get(subject) ?? { starts: new Map(), live: new Set() };
    forget(runs, now);
    if (runs.live.has(runId) || runs.starts.has(runId)) return { state: 'known' };
    const [oldest = now] = runs.starts.values();
    if (runsPerMinute > 0 && runs.starts.size >= runsPerMinute) {
      return { state: 'refused', reason: 'rate', retryAfterMs: oldest + MINUTE_MS - now };
    }
    if (liveRuns > 0 && runs.live.size >= liveRuns) {
      return { state: 'refused', reason: 'live', retryAfterMs: LIVE_RETRY_MS };
    }
    runs.starts.set(runId, now);
    runs.live.add(runId);
    this.#runs.set(subject, runs);
    return { state: 'admitted' };
  }

  async release({ subject, runId }: RunClaim, isUndone = false): Promise<void> {
    const runs = this.#runs.get(subject);
    runs?.live.delete(runId);
    if (isUndone) runs?.starts.delete(runId);
  }

  async addTokens(caller: string, tokens: number): Promise<number> {
    const day = getDay();
    if (day !== this.#day) this.#tokens.clear();
    this.#day = day;
    const sum = (this.#tokens.get(caller) ?? 0) + tokens;
    if (tokens !== 0) this.#tokens.set(caller, sum);
    return sum;
  }

  /** The number of subjects that are remembered. */
  get size(): number {
    return this.#runs.size;
  }

  /** Forgets subjects without runs, once a minute. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < MINUTE_MS) return;
    this.#sweptAt = now;
    for (const [subject, runs] of this.#runs) {
      forget(runs, now);
      if (runs.starts.size === 0 && runs.live.size === 0) this.#runs.delete(subject);
    }
  }
}

function forget({ starts }: Runs, now: number): void {
  for (const [runId, at] of starts) {
    if (at > now - MINUTE_MS) return;
    starts.delete(runId);
  }
}
