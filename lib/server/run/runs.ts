import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { StartRun } from '#lib/protocol/start-run.ts';
import type { Caller } from '../http/caller.ts';
import type { OwnKey } from '../models/own-key/own-key.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import type { KnownRun, RunLog } from '../run-log/run-log.ts';
import {
  createRunActiveError,
  createRunChangedError,
  createRunExpiredError,
} from '../run-log/run-log-errors.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import { ChatSource } from './chat-source.ts';
import { findContinuation } from './continuation.ts';
import { prepareRun } from './prepared-run.ts';
import { executeRun } from './run-execution.ts';
import { closeRunLog, RunLogSink } from './run-log-sink.ts';

/** The sinks of the runs that execute in this process. */
const sinkOf = new WeakMap<RunLog, RunLogSink>();

/** Lets a promise outlive the response: Next's `after`. */
export type KeepAlive = (work: Promise<void>) => void;

export type StartRunRequest = {
  caller: Caller;
  chatId: ChatId;
  body: StartRun;
  ownKey?: OwnKey | undefined;
  /** The span of the request. */
  parent?: SpanContext | undefined;
  keepAlive: KeepAlive;
};

/**
 * Starts a run in `chatId`, or attaches to it when a run with this id has been started before. The run does not depend on
 * its readers: it ends by itself, by a stop, or by a timeout.
 * @throws ChatError `invalid-request` | `model-unavailable` | `run-active` | `not-found` | `rate-limited` |
 *   `budget-exceeded` | `log-unavailable` | `restarting`
 */
export async function startRun({
  caller,
  chatId,
  body,
  ownKey,
  parent,
  keepAlive,
}: StartRunRequest): Promise<RunLog> {
  const { messages } = body;
  const settings = body.settings ?? undefined;
  const continuation = findContinuation(body);
  const chat = { caller: caller.id, chatId };
  const run = await prepareRun({
    runId: body.runId ?? undefined,
    model: body.model ?? undefined,
    ownKey,
    caller,
    parent,
    record: { chatId },
    createSource: (start) => new ChatSource({ messages, settings, chat, continuation }, start),
  }).catch(async (error: unknown) => {
    const known = await findKnownRun(caller, chatId, body.runId);
    if (known) return known;
    throw error;
  });
  if ('read' in run) return run;
  try {
    const { log, created } = await runLogStore().open({ ...run.info, chatId, owner: caller.id });
    if (created) {
      const sink = new RunLogSink(log, run.progress);
      sinkOf.set(log, sink);
      keepAlive(executeRun(run, sink));
    } else await run.permit?.release();
    return log;
  } catch (error) {
    await run.permit?.release();
    throw error;
  }
}

/** A start that is repeated must not be refused by a limit or a restart: the run may have been admitted long ago. */
async function findKnownRun(
  caller: Caller,
  chatId: ChatId,
  runId: string | null | undefined,
): Promise<RunLog | undefined> {
  const log = await runLogStore()
    .find(caller.id, chatId)
    .catch(() => undefined);
  return log?.info.runId === runId ? log : undefined;
}

/**
 * The chat's latest run, while it is live or its log is retained.
 * @param runId the run that the client follows, if it names one
 * @throws ChatError `not-found` when the chat is someone else's, `run-changed` when its latest run is not `runId`, `run-expired` when
 *   its log has been deleted.
 */
export async function findRun(caller: Caller, chatId: ChatId, runId?: RunId): Promise<RunLog | undefined> {
  const log = await runLogStore().find(caller.id, chatId);
  requireSameRun(log?.info.runId, runId);
  return log;
}

/**
 * The log of a run to act on; undefined when it is not live.
 * @param runId the chat's live run when undefined
 * @throws ChatError `not-found` when the chat is someone else's, `run-changed` when another run of the chat is live.
 */
async function findLiveRun(caller: Caller, chatId: ChatId, runId?: RunId): Promise<RunLog | undefined> {
  const log = await runLogStore()
    .find(caller.id, chatId)
    .catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'run-expired')) throw error;
    });
  if (log === undefined || log.closed) return undefined;
  if (runId !== undefined && log.info.runId !== runId) throw createRunChangedError(log.info.runId);
  return log;
}

/**
 * Describes the chat's latest run.
 * @param runId the run that the client follows, if it names one
 * @throws as `findRun` does
 */
export async function inspectRun(
  caller: Caller,
  chatId: ChatId,
  runId?: RunId,
): Promise<KnownRun | undefined> {
  const run = await runLogStore().inspect(caller.id, chatId);
  requireSameRun(run?.runId, runId);
  if (run?.state === 'expired') throw createRunExpiredError(run.runId);
  return run;
}

/** The number after which the last `last` events of a run begin. @throws as `findRun` does */
export async function skipTo(caller: Caller, { info }: RunLog, { last }: { last: number }): Promise<number> {
  const { chatId, runId } = info;
  const run = await inspectRun(caller, chatId, runId);
  return Math.max(0, (run?.next ?? 1) - 1 - last);
}

/**
 * Records that a browser has stored the answer of a run, so that the server need not retain it.
 * @throws ChatError `not-found` when the chat is someone else's, `run-active` while the run is live.
 */
export async function collectRun(caller: Caller, chatId: ChatId, runId: RunId): Promise<void> {
  const collected = await runLogStore().collect(caller.id, { chatId, runId });
  if (!collected) throw createRunActiveError(runId);
}

/** Lists the caller's runs that are live or not collected, the latest first. */
export function listRuns(caller: Caller): Promise<KnownRun[]> {
  return runLogStore().list(caller.id);
}

function requireSameRun(latest: RunId | undefined, wanted: RunId | undefined): void {
  if (latest && wanted !== undefined && latest !== wanted) throw createRunChangedError(latest);
}

/**
 * Stops a run, which closes the upstream connection.
 * @param runId the run to stop; the chat's live run when undefined
 * @throws as `findLiveRun` does
 */
export async function stopRun(
  caller: Caller,
  chatId: ChatId,
  runId?: RunId,
): Promise<{ stopped: false } | { stopped: true; runId: RunId }> {
  const log = await findLiveRun(caller, chatId, runId);
  if (log === undefined) return { stopped: false };
  const stopped = await (sinkOf.get(log)?.stop() ?? closeRunLog(log, { outcome: 'stopped' }, undefined));
  return stopped ? { stopped, runId: log.info.runId } : { stopped };
}

/**
 * Lets a live run wait longer for its model.
 * @returns whether the run is live
 * @throws as `findLiveRun` does
 */
export async function extendWait(
  caller: Caller,
  chatId: ChatId,
  { runId, extendWaitMs }: { runId: RunId; extendWaitMs: number },
): Promise<boolean> {
  const log = await findLiveRun(caller, chatId, runId);
  return (await log?.modelWait?.extend(extendWaitMs)) ?? false;
}
