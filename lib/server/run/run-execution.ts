import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunContext } from '../generation/answer-generation.ts';
import { RunTimeouts } from '../generation/timeouts.ts';
import { toUpstreamError } from '../generation/upstream-failure.ts';
import { recordRunEnd, startRunSpan } from '../observability/run-observation.ts';
import type { Span } from '../observability/tracing/span.ts';
import { telemetry } from '../observability/tracing/telemetry.ts';
import { environment } from '../platform/environment.ts';
import { LinkedAbort } from '../platform/linked-abort.ts';
import { shutdownSignal, trackRun } from '../platform/shutdown.ts';
import { Stopwatch } from '../platform/stopwatch.ts';
import type { ModelWait } from '../run-log/model-wait.ts';
import type { ResponsePosition } from '../run-log/resume-position.ts';
import { createRunMetadata, type RunEnd, type RunProgress } from '../run-log/run-progress.ts';
import type { PreparedRun, StartedRun } from './prepared-run.ts';
import { recordRun } from './run-record.ts';

/** Where the output of a run goes: a run log, an iterator, or the chunks of a chat completion. */
export interface RunSink<Output> {
  /** Aborted when the sink takes no more output, which stops the run: its log was closed, or its client left. */
  readonly signal: AbortSignal;
  /** Called once, first, with the run's wait for its model. */
  showWait?(wait: ModelWait): void;
  write(output: Output): void | Promise<void>;
  /** Records where another process can go on with the model's response. */
  savePosition?(position: ResponsePosition): void;
  /**
   * Called once, last; the sink passes `end` on to its readers. Returns how the run ended, which differs from `end` when
   * the sink had closed before, and how much of the log other servers have.
   */
  close(end: RunEnd, progress: RunProgress, info: StartedRun): Promise<ClosedRun> | ClosedRun;
}

type TracedRun<Output> = PreparedRun<Output> & { span: Span | undefined };

export type ClosedRun = { end: RunEnd; log?: 'whole' | 'cut' | 'lost' };

/**
 * Runs the answer of `run` into `sink`: generates it, turns whatever goes wrong into a `RunEnd`, closes the sink, writes the
 * run's record, and releases what the run had opened. Never rejects; failures are passed to the sink.
 */
export function executeRun<Output>(run: PreparedRun<Output>, sink: RunSink<Output>): Promise<void> {
  return trackRun(executeToRecord(run, sink));
}

async function executeToRecord<Output>(run: PreparedRun<Output>, sink: RunSink<Output>): Promise<void> {
  const text: string[] = [];
  const isTextRecorded = run.record !== undefined && environment().logContent;
  const emit = (output: Output) => {
    if (isTextRecorded) text.push(run.source.textOf(output));
    return sink.write(output);
  };
  const span = startRunSpan(run.info, run.record?.chatId, run.parent);
  let ended: ClosedRun;
  try {
    const end = await generateToEnd({ ...run, span }, sink, emit);
    // Before the readers learn of the end: they may start the next run at once, which must not be one too many.
    await run.permit?.release();
    ended = await sink.close(end, run.progress, run.info);
  } catch (cause) {
    ended = { end: toFailedEnd(cause) };
  }
  const { end, log } = ended;
  const metadata = createRunMetadata({ info: run.info, progress: run.progress, end });
  recordRunEnd(metadata, span);
  if (run.record !== undefined) {
    recordRun({
      ...(run.record.chatId === undefined ? {} : { chatId: run.record.chatId }),
      ...(log === undefined ? {} : { log }),
      metadata,
      traceId: span?.context.traceId,
      content: { prompt: run.source.prompt, text: text.join('') },
      cause: 'error' in end ? end.error.cause : undefined,
    });
  }
  await Promise.all([run.source.close?.(), run.permit?.release()]);
  // Such a platform suspends the process once nothing is left to do.
  if (environment().serverless) await telemetry()?.flush();
}

/** Generates the answer within the run's timeouts and budgets. Never rejects; failures are returned as a `RunEnd`. */
async function generateToEnd<Output>(
  { source, progress, timeouts: limits, signal, permit, span }: TracedRun<Output>,
  sink: RunSink<Output>,
  emit: RunContext<Output>['emit'],
): Promise<RunEnd> {
  const abort = new LinkedAbort(signal, sink.signal, shutdownSignal);
  let limitError: ChatError | undefined;
  const stop = (error: ChatError) => {
    limitError = error;
    abort.abort(error);
  };
  const isStopped = () => signal?.aborted || sink.signal.aborted;
  let stopped: Stopwatch | undefined;
  abort.signal.addEventListener('abort', () => {
    if (isStopped()) stopped = new Stopwatch();
  });
  const timeouts = new RunTimeouts(limits, stop);
  sink.showWait?.(timeouts);
  const budget = permit?.createBudget(progress, stop);
  const emitCounted = (output: Output) => {
    const written = emit(output);
    budget?.count(source.deltasOf(output));
    return written;
  };
  try {
    return await source.generate({
      ...{ signal: abort.signal, timeouts, progress, span },
      emit: budget ? emitCounted : emit,
      savePosition: (position) => sink.savePosition?.(position),
    });
  } catch (cause) {
    if (isStopped()) {
      if (stopped) progress.stoppedAfterMs = stopped.elapsedMs;
      return { outcome: 'stopped' };
    }
    if (shutdownSignal.aborted) return { outcome: 'interrupted', error: createRestartingError() };
    if (limitError?.code === 'budget-exceeded') {
      return { outcome: 'length', finishReason: 'length', error: limitError };
    }
    const started = progress.firstTokenMs !== undefined;
    const error = limitError ?? toUpstreamError(cause, { started });
    return { outcome: started ? 'interrupted' : 'failed', error };
  } finally {
    timeouts.stop();
    abort.unlink();
    await budget?.settle();
  }
}

function createRestartingError(): ChatError {
  return new ChatError('restarting', 'The server is restarting and has ended this answer.');
}

/** The end of a run that failed for a reason of this server's own; a ChatError keeps its code. */
export function toFailedEnd(cause: unknown): Extract<RunEnd, { outcome: 'failed' | 'interrupted' }> {
  const error =
    cause instanceof ChatError
      ? cause
      : new ChatError('internal-error', 'Something went wrong on the server.', { cause });
  return { outcome: 'failed', error };
}
