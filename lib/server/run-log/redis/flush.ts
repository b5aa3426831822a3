import 'server-only';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import type { ResumePosition } from '../resume-position.ts';
import type { RunInfo } from '../run-log.ts';

/** What the producer of a run tells Redis. */
export type Flush = {
  /** Numbers of the last event before `entry`, and of the last in it. Without events, they are the same. */
  after: number;
  to: number;
  /** The events, encoded by `encodeEntry`; '' for a heartbeat. */
  entry: string;
  /** The ends of the parts that are open after these events. */
  ends: RunEvent[];
  /** Whether the run has produced model output so far. */
  hasModelOutput: boolean;
  silence?: ModelSilence | undefined;
  /** Where the run's response can be resumed, if that has changed. */
  position?: ResumePosition | undefined;
  ending?: { events: RunEvent[]; forced: boolean };
};

export type FlushAnswer =
  /** `extendedMs`: by how much readers on other servers have extended the run's waits, in total. */
  | { state: 'ok'; watched: boolean; extendedMs: number }
  /** Another server asks to end the run with these events. */
  | { state: 'closing'; ending: RunEvent[] }
  /** The log is closed with these events: those of the flush, or of whoever closed it first. */
  | { state: 'sealed'; ending: RunEvent[] }
  /** Redis lost the events after number `last`. */
  | { state: 'behind'; last: number }
  /** Another server took this producer for dead, and may have closed the log. */
  | { state: 'lost'; ending: RunEvent[] | undefined }
  /** Another server took this producer for dead, and goes on with its run. */
  | { state: 'taken' };

export type ProducerOptions = {
  /** Proves to Redis that this server is the producer. */
  token: string;
  /** The run's response can be resumed. May be called more than once. */
  onResumable(info: RunInfo): void;
  /** Another server has become the producer: the log in `memory` is out of date. */
  onTaken(memory: MemoryRunLog): void;
};
