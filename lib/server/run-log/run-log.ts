import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';

/** What stands at the head of a run log and never changes. */
export type RunInfo = {
  runId: RunId;
  chatId: ChatId;
  /** The caller whose run it is. */
  owner: string;
  /** The model's id. */
  model: string;
  /** Epoch milliseconds. */
  startedAt: number;
};

/** Consecutive events, deltas of one part merged, with the number of the last event that went into each. */
export type LogBatch = { seq: number; event: RunEvent }[];

/**
 * The events of one run, in order, numbered from 1. One producer appends; any number of readers follow, each at its own
 * pace. The last event is terminal, and nothing follows it.
 */
export interface RunLog {
  readonly info: RunInfo;
  /** Whether the terminal event is in. */
  readonly closed: boolean;
  /** Adds an event. False when the log is closed, or has reached its limit: the producer must end the run. */
  append(event: RunEvent): 'appended' | 'closed' | 'full';
  /**
   * Adds the ends of parts that are still open, then `events`, the last of which must be terminal, and closes the log.
   * False when it was closed before: whoever closes first decides how the run ended.
   */
  close(events: RunEvent[]): Promise<boolean>;
  /** Calls `listener` once, as soon as the log takes no more events, at once if it is closed. Gives back what takes the listener off. */
  onClose(listener: () => void): () => void;
  /**
   * Resolves once the log is closed and nothing more will be written: `whole`, `cut` when readers on other servers miss
   * its end, `lost` when another server had given this run up and ended it.
   */
  settled(): Promise<'whole' | 'cut' | 'lost'>;
  /** Reads what follows event number `after`; 0 reads from the start. */
  read(after: number): RunLogReader;
}

/** One reader's place in a run log. Holds no events of its own, so a slow reader costs nothing. */
export interface RunLogReader {
  /**
   * What came since the last call, as soon as there is something; undefined once the terminal event was given out.
   * @throws ChatError `log-unavailable` when the store cannot be reached for some seconds: how the run goes on is unknown.
   */
  next(): Promise<LogBatch | undefined>;
  /** Ends the reading; a `next` that waits gives undefined. */
  close(): void;
}

/** Where run logs are kept: one a chat, its latest. */
export interface RunLogStore {
  /**
   * A new log for this run, or the log it already has.
   * @throws ChatError `run-active` when another run of this chat is live, `not-found` when the chat is someone else's,
   * `rate-limited` when there is no room, `log-unavailable` when the store cannot be reached.
   */
  open(info: RunInfo): Promise<{ log: RunLog; created: boolean }>;
  /**
   * The chat's log, while it is live or younger than ten minutes.
   * @throws ChatError `not-found` when it is someone else's, `log-unavailable` when the store cannot be reached.
   */
  find(owner: string, chatId: ChatId): Promise<RunLog | undefined>;
}
