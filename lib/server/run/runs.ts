import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { PatchRun } from '#lib/protocol/patch-run.ts';
import type { StartRun } from '#lib/protocol/start-run.ts';
import type { Caller } from '../http/caller.ts';
import type { OwnKey } from '../models/own-key/own-key.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { createRunChangedError } from '../run-log/run-log-errors.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import type { RunProgress } from '../run-log/run-progress.ts';
import { ChatSource } from './chat-source.ts';
import { findContinuation } from './continuation.ts';
import { prepareRun } from './prepared-run.ts';
import { executeRun } from './run-execution.ts';
import { closeRunLog, RunLogSink } from './run-log-sink.ts';

/** Progress of the runs that execute in this process; a stop reports it with the end of the run. */
const progressOf = new WeakMap<RunLog, RunProgress>();

/** Lets a promise outlive the response: Next's `after`. */
export type KeepAlive = (work: Promise<void>) => void;

export type StartRunRequest = {
  caller: Caller;
  chatId: ChatId;
  body: StartRun;
  ownKey?: OwnKey | undefined;
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
      progressOf.set(log, run.progress);
      keepAlive(executeRun(run, new RunLogSink(log, run.progress)));
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
 * The chat's latest run, while it is live or ended less than ten minutes ago.
 * @param runId the run that the client follows, if it names one
 * @throws ChatError `not-found` when the chat is someone else's, `run-changed` when its latest run is not `runId`.
 */
export async function findRun(caller: Caller, chatId: ChatId, runId?: RunId): Promise<RunLog | undefined> {
  const log = await runLogStore().find(caller.id, chatId);
  if (log && runId !== undefined && log.info.runId !== runId) throw createRunChangedError(log.info.runId);
  return log;
}

/**
 * The log of a run to act on; undefined when it is not live.
 * @param runId the chat's live run when undefined
 * @throws ChatError `not-found` when the chat is someone else's, `run-changed` when another run of the chat is live.
 */
async function findLiveRun(caller: Caller, chatId: ChatId, runId?: RunId): Promise<RunLog | undefined> {
  const log = await runLogStore().find(caller.id, chatId);
  if (log === undefined || log.closed) return undefined;
  if (runId !== undefined && log.info.runId !== runId) throw createRunChangedError(log.info.runId);
  return log;
}

/**
 * Stops a run by closing its log, which closes the upstream connection.
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
  const stopped = await closeRunLog(log, { outcome: 'stopped' }, progressOf.get(log));
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
  { runId, extendWaitMs }: PatchRun,
): Promise<boolean> {
  const log = await findLiveRun(caller, chatId, runId);
  return (await log?.modelWait?.extend(extendWaitMs)) ?? false;
}
