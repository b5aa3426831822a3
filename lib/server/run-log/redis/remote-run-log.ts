import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { sleep } from '#lib/server/platform/sleep.ts';
import { appendMerged, decodeEntry } from '../entry-codec.ts';
import { assertEndsTerminally } from '../log-ending.ts';
import type { ModelWait } from '../model-wait.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { createRunLostEvents } from '../run-lost.ts';
import type { ReadAnswer, RunLogCommands } from './commands.ts';
import { OutageTimer } from './outage-timer.ts';

/** Delay before the next poll: the minimum after new events, doubled up to the maximum while there are none. */
const MIN_POLL_MS = 20;
const MAX_POLL_MS = 250;
/** Extra time for a producer with an expired lease: while Redis was unreachable, it could not renew the lease. */
export const GRACE_MS = 1_500;
/** Milliseconds for which a reader tolerates an unreachable Redis before it fails. */
const MAX_OUTAGE_MS = 5_000;

/** The log of a run whose producer is on another server, read from Redis. */
export class RemoteRunLog implements RunLog {
  readonly info: RunInfo;
  readonly modelWait: ModelWait;
  readonly #commands: RunLogCommands;
  readonly #graceMs: number;
  #closed = false;
  /** As the last poll found it, a quarter of a second ago at most. */
  #silence: ModelSilence | undefined;

  /** @param graceMs for how long a producer whose lease has expired may still come back */
  constructor(info: RunInfo, commands: RunLogCommands, graceMs: number) {
    this.info = info;
    this.#commands = commands;
    this.#graceMs = graceMs;
    const getSilence = () => this.#silence;
    this.modelWait = {
      get silence() {
        return getSilence();
      },
      extend: (milliseconds) => commands.extend(info, milliseconds),
    };
  }

  /** Whether a reader of this object has seen the end of the log. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Only the producer's server appends. */
  append(): 'closed' {
    return 'closed';
  }

  async close(events: RunEvent[]): Promise<boolean> {
    assertEndsTerminally(events);
    const answer = await this.#commands.close(this.info, events, { onlyIfDead: false });
    return answer === 'asked' || answer === 'sealed';
  }

  onClose(listener: () => void): () => void {
    const reader = this.read(Number.MAX_SAFE_INTEGER - 1);
    let removed = false;
    const notify = () => {
      if (!removed) listener();
    };
    // An unreachable log is not closed, so its listener is not called.
    reader.next().then(notify, () => {});
    return () => {
      removed = true;
      reader.close();
    };
  }

  /** The producer's server tracks whether the log is stored completely. */
  async settled(): Promise<'whole'> {
    return 'whole';
  }

  read(after: number): RunLogReader {
    let position = Math.max(0, after);
    let ended = false;
    let delayMs = 0;
    const outage = new OutageTimer();
    const cancelled = new AbortController();

    /** Returns the new events, or undefined at the end of the log. */
    const poll = async (): Promise<LogBatch | undefined> => {
      const answer = await this.#poll(position, outage, cancelled.signal);
      if (answer === undefined) return [];
      const batch: LogBatch = [];
      for (const { text, lastSeq } of answer.entries)
        appendMerged(batch, decodeEntry(text, lastSeq, position));
      const last = batch.at(-1);
      if (last === undefined) return answer.state === 'closed' ? undefined : [];
      position = last.seq;
      ended = isTerminal(last.event);
      return batch;
    };

    return {
      next: async () => {
        while (!ended && !cancelled.signal.aborted) {
          if (delayMs > 0) await sleep(delayMs, cancelled.signal).catch(() => undefined); // checked below
          if (cancelled.signal.aborted) break;
          const batch = await poll().catch((error: unknown) => {
            if (!cancelled.signal.aborted) throw error;
          });
          if (cancelled.signal.aborted || batch === undefined) break;
          delayMs =
            batch.length > 0 ? MIN_POLL_MS : Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, delayMs * 2));
          if (batch.length > 0) return batch;
        }
        this.#closed ||= ended || !cancelled.signal.aborted;
        return undefined;
      },
      close: () => cancelled.abort(),
    };
  }

  /** Polls Redis once, and closes the log if its producer is dead. Resolves to undefined while Redis is unreachable. */
  async #poll(
    position: number,
    outage: OutageTimer,
    signal: AbortSignal,
  ): Promise<Exclude<ReadAnswer, { state: 'gone' }> | undefined> {
    try {
      const answer = await this.#commands.read(this.info, position, signal);
      if (answer.state === 'gone') throw new ChatError('log-unavailable', 'This run log has expired.');
      this.#silence = answer.silence;
      outage.recordAnswer({ expired: answer.state === 'expired' });
      const dead = answer.state === 'lost' || outage.expiredForMs >= this.#graceMs;
      if (dead && answer.entries.length === 0) {
        const ending = createRunLostEvents(this.info, answer.hasModelOutput);
        await this.#commands.close(this.info, ending, { onlyIfDead: true });
      }
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      outage.recordFailure();
      if (outage.unreachableForMs >= MAX_OUTAGE_MS) throw error;
      return undefined;
    }
  }
}
