import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newRunId, type RunId } from '#lib/protocol/ids.ts';
import type { RunContext } from '../generation/answer-generation.ts';
import type { TimeoutLimits } from '../generation/timeouts.ts';
import type { Caller } from '../http/caller.ts';
import { admitRun, type RunPermit } from '../limits/run-admission.ts';
import { findModel } from '../models/catalogue.ts';
import type { Model } from '../models/model.ts';
import type { OwnKey } from '../models/own-key/own-key.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import { environment } from '../platform/environment.ts';
import { isStopping } from '../platform/shutdown.ts';
import type { RunInfo } from '../run-log/run-log.ts';
import { type RunEnd, RunProgress } from '../run-log/run-progress.ts';

/** A guess: how long live runs take to end, and a server to start. */
const RETRY_AFTER_SECONDS = 5;

/** Produces the answer of one run. */
export interface RunSource<Output> {
  /** The prompt, for the run's record. */
  readonly prompt: unknown;
  /**
   * Emits the answer and returns how it ended.
   * @throws whatever the model or its connection throws; `executeRun` turns it into the end of the run.
   */
  generate(context: RunContext<Output>): Promise<RunEnd>;
  /** The answer text in `output`, for the run's record. */
  textOf(output: Output): string;
  /** Everything that the model wrote in `output`, for its budget: text, reasoning and the input of tools, delta by delta. */
  deltasOf(output: Output): string[];
  /** Releases what the run has opened. Never rejects. */
  close?(): Promise<void>;
}

/** What is known of a run before its source is created. */
export type RunStart = { info: StartedRun; model: Model; maxRetries: number };

/** The id of a run, the id of its model, and its start in epoch milliseconds. */
export type StartedRun = Pick<RunInfo, 'runId' | 'model' | 'startedAt'>;

export type RunRequest<Output> = {
  /** A new id when absent. */
  runId?: RunId | undefined;
  /** The id of a model; the default model when undefined. */
  model: string | undefined;
  /** The caller's own API key, for models of its provider. */
  ownKey?: OwnKey | undefined;
  createSource(start: RunStart): RunSource<Output>;
  /** Overrides single timeouts of the environment. */
  timeouts?: Partial<TimeoutLimits> | undefined;
  /** Stops the run. */
  signal?: AbortSignal | undefined;
  /** Who asks for the run, and is limited; a program of this machine when absent. */
  caller?: Pick<Caller, 'id' | 'address'>;
  /** The span of the request that asks for the run. */
  parent?: SpanContext | undefined;
  /** Present when the run gets a record on stdout; `chatId` is absent on endpoints without chats. */
  record?: { chatId?: ChatId };
};

/** A run that `executeRun` can execute. */
export type PreparedRun<Output> = {
  info: StartedRun;
  /** Updated during the run. */
  progress: RunProgress;
  source: RunSource<Output>;
  timeouts: TimeoutLimits;
  signal?: AbortSignal | undefined;
  parent?: SpanContext | undefined;
  record?: { chatId?: ChatId } | undefined;
  /** Released by `executeRun`, or by whoever does not execute the run. */
  permit?: RunPermit | undefined;
};

/**
 * Prepares a run for any endpoint: finds its model, settles its id, prompt and timeouts, and admits it within the limits of its
 * caller. Contacts no model yet.
 * @throws ChatError `invalid-request` | `model-unavailable` | `rate-limited` | `budget-exceeded` | `restarting`
 */
export async function prepareRun<Output>(request: RunRequest<Output>): Promise<PreparedRun<Output>> {
  if (isStopping()) {
    throw new ChatError('restarting', 'The server is restarting.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  const { timeouts, maxRetries } = environment();
  const model = await findModel(request.model, request.ownKey);
  const info = { runId: request.runId ?? newRunId(), model: model.info.id, startedAt: Date.now() };
  const { caller } = request;
  const hasOwnKey = model.info.ownKey === true;
  const source = request.createSource({ info, model, maxRetries });
  const progress = new RunProgress();
  const { contextWindow } = model.info;
  if (contextWindow !== undefined) progress.contextWindow = contextWindow;
  return {
    info,
    progress,
    source,
    timeouts: { ...timeouts, ...request.timeouts },
    signal: request.signal,
    parent: request.parent,
    record: request.record,
    permit: caller && (await admitRun({ ...caller, hasOwnKey }, info.runId, source.prompt)),
  };
}
