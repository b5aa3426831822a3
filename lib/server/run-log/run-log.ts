import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { NumberedEvent } from '#lib/protocol/stream/event-frames.ts';
import type { ModelWait } from './model-wait.ts';
import type { ResponsePosition, ResumePosition, SavedProgress } from './resume-position.ts';

/** The constant facts of a run. */
export type RunInfo = {
  runId: RunId;
  chatId: ChatId;
  /** The caller who started the run. */
  owner: string;
  /** The id of the model. */
  model: string;
  /** Epoch milliseconds. */
  startedAt: number;
};

/**
 * Consecutive events with deltas of one part merged. An entry holds the events with the numbers `from` to `seq`; without
 * `from`, only number `seq`.
 */
export type LogBatch = NumberedEvent[];

/** Whether a closed log is stored completely: see `RunLog.settled`. */
export type LogState = 'whole' | 'cut' | 'lost';

/**
 * The events of one run, in order, numbered from 1. One producer appends; any number of readers follow, each at its own
 * speed. The last event is terminal.
 */
export interface RunLog {
  readonly info: RunInfo;
  /** Whether the log has its terminal event. */
  readonly closed: boolean;
  /** The run's wait for its model, while the run is live. Its producer sets it. */
  modelWait?: ModelWait | undefined;
  /**
   * Records that the response which the run reads can be resumed from here, by another process if this one dies. Call it between the
   * events of the response.
   */
  savePosition?(position: ResponsePosition, progress: SavedProgress): void;
  /** Whether another process has become the run's producer. */
  readonly isTaken?: boolean;
  /** Appends an event, unless the log is `closed` or `full`: then the producer must end the run. */
  append(event: RunEvent): 'appended' | 'closed' | 'full';
  /**
   * Appends the ends of open parts, then `events`, the last of which must be terminal, and closes the log. Resolves to false
   * when it was closed already: whoever closes a log first decides how the run ended.
   */
  close(events: RunEvent[]): Promise<boolean>;
  /** Calls `listener` once, when the log stops accepting events, or now if it has. Returns a function that removes it. */
  onClose(listener: () => void): () => void;
  /**
   * Resolves once the log is closed and nothing more will be written: `whole`, `cut` when readers on other servers lack its
   * end, or `lost` when another server took the producer for dead and ended the run.
   */
  settled(): Promise<LogState>;
  /** Reads the events after number `after`; 0 reads from the start. */
  read(after: number): RunLogReader;
}

/** A reader's position in a run log. Buffers no events, so slow readers use no memory. */
export interface RunLogReader {
  /**
   * Returns the events since the last call, and waits when there are none. Resolves to undefined after the terminal event.
   * @throws ChatError `log-unavailable` when the store stays unreachable for some seconds: the run's state is unknown.
   */
  next(): Promise<LogBatch | undefined>;
  /** Stops reading. A waiting `next` resolves to undefined. */
  close(): void;
}

/** Why a store keeps in memory what belongs on the disk, or cannot be reached. */
export type StoreProblem = 'disk-in-use' | 'disk-full' | 'disk-damaged' | 'disk-failed' | 'redis-unreachable';

export type StoreHealth = { store: 'disk' | 'redis' | 'memory'; problem: StoreProblem | undefined };

/** How long a collected log can still be read by the browser's other tabs, in milliseconds. */
export const COLLECTED_MS = 10 * 60_000;

/** For how many runs of a caller, the latest first, `list` says that nobody has collected them. */
export const MAX_LISTED = 100;

type NamedRun = Pick<RunInfo, 'chatId' | 'runId' | 'startedAt'>;

/** A run whose log can be read. `next` is the number of its next event, `expiresAt` when its log will be deleted, in epoch ms. */
export type KnownRun = NamedRun & { state: 'live' | 'ended'; next: number; expiresAt?: number };

/** What is known of a chat's latest run. `expired`: its log has been deleted. */
export type RunState = KnownRun | (NamedRun & { state: 'expired' });

/**
 * The log of a run whose process has died while its response went on. At `position`, it had the events `before`; those `after` follow from
 * the response again.
 */
export type OrphanedRun = { log: RunLog; position: ResumePosition; before: RunEvent[]; after: RunEvent[] };

/**
 * Stores one run log for each chat: that of its latest run. The log of an ended run is retained until a browser has collected it and ten
 * minutes more, and at most KEEP_ANSWERS_FOR. When room runs out, collected logs are deleted first, then the oldest.
 */
export interface RunLogStore {
  /**
   * Opens a new log for this run, or the log it already has.
   * @throws ChatError `run-active` when another run of this chat is in progress, `run-changed` when another run has taken the
   *   place of this one, whose request is repeated late, `run-expired` when its log has been deleted, `not-found` when the chat
   *   belongs to another caller, `rate-limited` when there is no room, `log-unavailable` when the store is unreachable.
   */
  open(info: RunInfo): Promise<{ log: RunLog; created: boolean }>;
  /**
   * Finds the chat's log.
   * @throws ChatError `run-expired` when it has been deleted, `not-found` when it belongs to another caller, `log-unavailable` when
   *   the store is unreachable.
   */
  find(owner: string, chatId: ChatId): Promise<RunLog | undefined>;
  /**
   * Describes the chat's latest run.
   * @throws ChatError `not-found` when it belongs to another caller, `log-unavailable` when the store is unreachable.
   */
  inspect(owner: string, chatId: ChatId): Promise<RunState | undefined>;
  /**
   * Records that a browser has stored the answer of a run, which can be repeated. Resolves to false while the run is live.
   * @throws as `inspect` does
   */
  collect(owner: string, run: Pick<RunInfo, 'chatId' | 'runId'>): Promise<boolean>;
  /**
   * Lists the caller's runs that are live or not collected, the latest first.
   * @throws ChatError `log-unavailable` when the store is unreachable.
   */
  list(owner: string): Promise<KnownRun[]>;
  /** Makes this process the producer of runs whose process has died, as far as their responses can be resumed. Each run is returned once. */
  takeOrphans(): Promise<OrphanedRun[]>;
  /** Where run logs are, and what is wrong with that. Never rejects. */
  checkHealth(): Promise<StoreHealth>;
}
