import 'server-only';

/** What a run claims for whoever asks for it: a caller, or an address. 0 switches a limit off. */
export type RunClaim = { subject: string; runId: string; runsPerMinute: number; liveRuns: number };

/** `known`: the run has been admitted before, because its start is repeated. */
export type Admission =
  | { state: 'admitted' | 'known' }
  | { state: 'refused'; reason: 'rate' | 'live'; retryAfterMs: number };

/** Counts runs and tokens. Its methods may be called by code with other classes: they reject with no errors of their own. */
export interface LimitStore {
  /** Admits a run that is within the limits of its subject. */
  admit(claim: RunClaim): Promise<Admission>;
  /** The run is no longer live. @param isUndone it never was: another limit has refused it */
  release(claim: RunClaim, isUndone?: boolean): Promise<void>;
  /** Adds to the tokens of the caller on this day, in UTC. @returns their sum */
  addTokens(caller: string, tokens: number): Promise<number>;
}

export const MINUTE_MS = 60_000;
/** Nobody knows when a live run will end. */
export const LIVE_RETRY_MS = 5_000;

/** The current day in UTC, such as 2027-01-15. */
export function getDay(now = Date.now()): string {
  return new Date(now).toISOString().slice(0, 10);
}
