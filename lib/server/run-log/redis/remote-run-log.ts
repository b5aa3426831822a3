import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { sleep } from '../../platform/sleep.ts';
import { checkEnding } from '../memory-run-log.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { createRunLostEvents } from '../run-lost.ts';
import type { ReadAnswer, RunLogCommands } from './commands.ts';
import { addMerged, decodeEntry } from './entry-codec.ts';

/** Between two looks: soon after news, later and later while there is none. */
const SOON_MS = 20;
const LATEST_MS = 250;
/** How long a dead producer may still come back: where Redis was away, it could not renew its lease. */
const GRACE_MS = 1_500;
/** How long a reader waits for a Redis that it cannot reach before it breaks off. */
const PATIENCE_MS = 5_000;

/** The log of a run whose producer is on another server, read from Redis. */
export class RemoteRunLog implements RunLog {
  readonly info: RunInfo;
  readonly #calls: RunLogCommands;
  #closed = false;

  constructor(info: RunInfo, calls: RunLogCommands) {
    this.info = info;
    this.#calls = calls;
  }

  /** As far as is known here. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Only the producer's own server appends. */
  append(): 'closed' {
    return 'closed';
  }

  async close(events: RunEvent[]): Promise<boolean> {
    checkEnding(events);
    const answer = await this.#calls.close(this.info, events, { onlyIfDead: false });
    return answer === 'asked' || answer === 'sealed';
  }

  onClose(listener: () => void): () => void {
    const reader = this.read(Number.MAX_SAFE_INTEGER - 1);
    let on = true;
    const told = () => {
      if (on) listener();
    };
    // A log that cannot be reached is not closed: its listener is not called.
    reader.next().then(told, () => {});
    return () => {
      on = false;
      reader.close();
    };
  }

  /** What becomes of it is its producer's to say. */
  async settled(): Promise<'whole'> {
    return 'whole';
  }

  read(after: number): RunLogReader {
    let position = Math.max(0, after);
    let ended = false;
    let pauseMs = 0;
    const patience = new Patience();
    const left = new AbortController();

    const look = async (): Promise<LogBatch | undefined> => {
      const answer = await this.#look(position, patience, left.signal);
      if (answer === undefined) return [];
      const batch: LogBatch = [];
      for (const { text, lastSeq } of answer.entries) addMerged(batch, decodeEntry(text, lastSeq, position));
      const last = batch.at(-1);
      if (last === undefined) return answer.state === 'closed' ? undefined : [];
      position = last.seq;
      ended = isTerminal(last.event);
      return batch;
    };

    return {
      next: async () => {
        while (!ended && !left.signal.aborted) {
          if (pauseMs > 0) await sleep(pauseMs, left.signal).catch(() => undefined); // aborted: see below
          if (left.signal.aborted) break;
          const batch = await look().catch((error: unknown) => {
            if (!left.signal.aborted) throw error;
          });
          if (left.signal.aborted || batch === undefined) break;
          pauseMs = batch.length > 0 ? SOON_MS : Math.min(LATEST_MS, Math.max(SOON_MS, pauseMs * 2));
          if (batch.length > 0) return batch;
        }
        this.#closed ||= ended || !left.signal.aborted;
        return undefined;
      },
      close: () => left.abort(),
    };
  }

  /** One look at the log, closing it when its producer is dead; undefined when Redis could not be reached just now. */
  async #look(
    position: number,
    patience: Patience,
    signal: AbortSignal,
  ): Promise<Exclude<ReadAnswer, { state: 'gone' }> | undefined> {
    try {
      const answer = await this.#calls.read(this.info, position, signal);
      if (answer.state === 'gone') throw new ChatError('log-unavailable', 'This answer is no longer kept.');
      patience.reached(answer.state === 'expired');
      const dead = answer.state === 'lost' || patience.deadForMs >= GRACE_MS;
      if (dead && answer.entries.length === 0) {
        const ending = createRunLostEvents(this.info, answer.said, Date.now());
        await this.#calls.close(this.info, ending, { onlyIfDead: true });
      }
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      patience.failed();
      if (patience.awayForMs >= PATIENCE_MS) throw error;
      return undefined;
    }
  }
}

/** Since when Redis has been away, and since when it has said that the producer is dead. */
class Patience {
  #awaySince: number | undefined;
  #deadSince: number | undefined;

  failed(): void {
    this.#awaySince ??= Date.now();
    this.#deadSince = undefined;
  }

  reached(dead: boolean): void {
    this.#awaySince = undefined;
    this.#deadSince = dead ? (this.#deadSince ?? Date.now()) : undefined;
  }

  get awayForMs(): number {
    return this.#awaySince === undefined ? 0 : Date.now() - this.#awaySince;
  }

  get deadForMs(): number {
    return this.#deadSince === undefined ? 0 : Date.now() - this.#deadSince;
  }
}
