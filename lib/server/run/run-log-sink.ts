import 'server-only';
import type { Outcome, RunEvent } from '#lib/protocol/run-event.ts';
import { sleep } from '../platform/sleep.ts';
import type { ModelWait } from '../run-log/model-wait.ts';
import type { ResponsePosition } from '../run-log/resume-position.ts';
import { RunGoesOnError } from '../run-log/run-goes-on-error.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { createRunLostEnd } from '../run-log/run-lost.ts';
import {
  createRunMetadata,
  createTerminalEvents,
  type RunEnd,
  type RunProgress,
} from '../run-log/run-progress.ts';
import type { ClosedRun, RunSink } from './run-execution.ts';

/** Milliseconds for which a stop waits for the producer to close the upstream's connection, which it reports with the run's end. */
const STOP_WAIT_MS = 100;

/** Appends the events of a run to its log. The run stops when the log is closed or full. */
export class RunLogSink implements RunSink<RunEvent> {
  readonly #log: RunLog;
  readonly #progress: RunProgress;
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;
  readonly #ended = Promise.withResolvers<Outcome>();
  #isClosing = false;
  #full = false;

  constructor(log: RunLog, progress: RunProgress) {
    this.#log = log;
    this.#progress = progress;
    this.#stopListening = log.onClose(() =>
      this.#controller.abort(log.isTaken ? new RunGoesOnError() : undefined),
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  showWait(wait: ModelWait): void {
    this.#log.modelWait = wait;
  }

  write(event: RunEvent): void {
    const result = this.#log.append(event);
    if (result === 'appended') {
      if (event.type === 'text-delta') this.#progress.addText(event.delta);
      return;
    }
    this.#full ||= result === 'full';
    this.#controller.abort();
  }

  /** Stops the run. Resolves to whether that ended it: it may have ended by itself. */
  async stop(): Promise<boolean> {
    this.#controller.abort();
    const waiting = new AbortController();
    const outcome = await Promise.race([this.#ended.promise, sleep(STOP_WAIT_MS, waiting.signal)]);
    waiting.abort();
    if (outcome) return outcome === 'stopped';
    const isClosed = await closeRunLog(this.#log, { outcome: 'stopped' }, this.#progress);
    if (isClosed || !this.#isClosing) return isClosed;
    // The producer was closing it already, which takes a while with a Redis.
    return (await this.#ended.promise) === 'stopped';
  }

  savePosition(position: ResponsePosition): void {
    this.#log.savePosition?.(position, { ...this.#progress });
  }

  async close(end: RunEnd, progress: RunProgress): Promise<ClosedRun> {
    this.#stopListening();
    const ownEnd: RunEnd = this.#full ? { outcome: 'length', finishReason: 'length' } : end;
    this.#isClosing = true;
    const closedHere = await closeRunLog(this.#log, ownEnd, progress);
    this.#ended.resolve(closedHere ? ownEnd.outcome : 'stopped');
    const log = await this.#log.settled();
    if (closedHere) return { end: ownEnd, log };
    // Whoever closed the log first decided how the run ended: a stop, or a server that took this one for dead.
    if (log === 'lost') return { end: createRunLostEnd(progress.firstTokenMs !== undefined), log };
    return { end: { outcome: 'stopped' }, log };
  }
}

/**
 * Closes `log` with the terminal events of `end`. False when it was closed before.
 * @param progress undefined when another process executes the run.
 */
export function closeRunLog(log: RunLog, end: RunEnd, progress: RunProgress | undefined): Promise<boolean> {
  const metadata = createRunMetadata({ info: log.info, progress, end });
  return log.close(createTerminalEvents(metadata, end));
}
