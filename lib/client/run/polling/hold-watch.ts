import 'client-only';
import type { WatchedRun } from '../connection-hooks.ts';
import type { EventBatch } from '../run-events.ts';
import { ArrivalDelay } from './arrival-delay.ts';

/** The server writes as soon as a connection is open. */
const FIRST_BYTES_MS = 3_000;
/** The server writes at least every 10 s. */
const NEXT_BYTES_MS = 12_000;
/** What arrives later than this after it was written has been held, or the network or the tab were slow. */
const LATE_MS = 1_000;
/** If the server has more than what has arrived, it is given this long. */
const GRACE_MS = 1_500;
const HEAD_MS = 5_000;
const AT_ONCE_MS = 5;
/** Whatever holds bytes back may pass the first of a connection, so only what comes later than this can show that nothing does. */
const PUNCTUAL_AGE_MS = 2_000;
/** What arrives this soon after it was written was not held. */
const PUNCTUAL_MS = 500;
/** A timer that fires later than this says that the tab was throttled or frozen, or the device asleep. */
const TIMER_DELAY_MS = 1_000;

type HoldWatchOptions = {
  run: WatchedRun;
  /** How long to wait for the first bytes. */
  firstBytesMs?: number;
};

/**
 * Watches whether something between the page and the server holds the bytes of a connection back. Bytes that are late only raise a
 * suspicion, because a slow network and a busy tab make them late too. What proves it is that a short request, HEAD, is answered
 * meanwhile and says that the server has written more, while not one byte of the stream arrives.
 */
export class HoldWatch {
  readonly #options: HoldWatchOptions;
  readonly #delay = new ArrivalDelay();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probe: AbortController | undefined;
  #seq: number;
  #hasArrived = false;
  #isLate = false;
  #onHeld = () => {};
  /** Since when the reader has waited for bytes. */
  #waitsSince = 0;
  #arrivedAt = 0;

  /** @param seq the number of the last event that has arrived */
  constructor(seq: number, options: HoldWatchOptions) {
    this.#seq = seq;
    this.#options = options;
  }

  /** Resolves when something between holds back what the server has written, while the reader waits for the next bytes. */
  untilHeld(): Promise<'held'> {
    const { firstBytesMs = FIRST_BYTES_MS } = this.#options;
    this.#waitsSince = performance.now();
    if (!this.#hasArrived) this.#checkAfter(firstBytesMs);
    else this.#checkAfter(this.#isLate ? LATE_MS : NEXT_BYTES_MS);
    return new Promise((resolve) => {
      this.#onHeld = () => resolve('held');
    });
  }

  /** Bytes have arrived. @returns whether they show that nothing holds them back */
  arrive({ seq, events, heartbeat = '' }: EventBatch): boolean {
    this.stop();
    this.#seq = seq;
    this.#hasArrived = true;
    const now = performance.now();
    const waitedMs = now - this.#waitsSince;
    const isAtOnce = waitedMs < AT_ONCE_MS;
    // What is there at once belongs to what came before, unless it has waited for a reader that was busy.
    const isContinued = isAtOnce && this.#waitsSince - this.#arrivedAt < AT_ONCE_MS;
    this.#arrivedAt = now;
    const delay = this.#delay.measure(heartbeat, now, isContinued);
    if (delay === undefined) return events.length === 0 && waitedMs >= PUNCTUAL_AGE_MS; // a heartbeat
    if (isAtOnce && !isContinued) return false;
    this.#isLate = delay.ms >= LATE_MS;
    return delay.ageMs >= PUNCTUAL_AGE_MS && delay.ms < PUNCTUAL_MS;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#probe?.abort();
    this.#probe = undefined;
  }

  #checkAfter(milliseconds: number): void {
    this.#timer = setUndisturbedTimeout(milliseconds, (isDisturbed) => {
      if (isDisturbed) this.#checkAfter(milliseconds);
      else void this.#check(milliseconds);
    });
  }

  async #check(milliseconds: number): Promise<void> {
    const probe = new AbortController();
    this.#probe = probe;
    const limit = setTimeout(() => probe.abort(), HEAD_MS);
    const hasMore = await this.#serverHasMore(probe.signal).catch(() => false);
    clearTimeout(limit);
    if (this.#probe !== probe) return;
    if (!hasMore) {
      this.#checkAfter(Math.min(milliseconds * 2, NEXT_BYTES_MS));
      return;
    }
    this.#timer = setUndisturbedTimeout(GRACE_MS, (isDisturbed) => {
      if (isDisturbed) this.#checkAfter(milliseconds);
      else this.#onHeld();
    });
  }

  /** Whether the server has written what has not arrived: events, a heartbeat, or the beginning of the response. */
  async #serverHasMore(signal: AbortSignal): Promise<boolean> {
    const { run } = this.#options;
    const { runId, options } = run;
    const url = `${options.api ?? '/api/chats'}/${options.chatId}/run`;
    const query = runId === undefined ? '' : `?runId=${runId}`;
    const { ok, headers } = await fetch(url + query, { method: 'HEAD', cache: 'no-store', signal });
    const [, answeredFor, next] = /^(.+):(\d+)$/.exec(headers.get('x-run-next') ?? '') ?? [];
    if (!ok || signal.aborted || answeredFor === undefined) return false;
    if (runId !== undefined && answeredFor !== runId) return false;
    if (!this.#hasArrived) run.accept(answeredFor);
    const silentMs = performance.now() - this.#waitsSince;
    return !this.#hasArrived || silentMs >= NEXT_BYTES_MS || Number(next) - 1 > this.#seq;
  }
}

/**
 * Calls `work` after so many milliseconds.
 * @param work receives whether the tab was hidden, throttled or frozen
 * @returns the timer
 */
function setUndisturbedTimeout(milliseconds: number, work: (isDisturbed: boolean) => void) {
  const dueAt = performance.now() + milliseconds;
  return setTimeout(
    () =>
      work(performance.now() - dueAt > TIMER_DELAY_MS || globalThis.document?.visibilityState === 'hidden'),
    milliseconds,
  );
}
