import 'client-only';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import { isRunId, type RunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { wasStopped } from '../run/pending-stops.ts';
import { continuesByItself } from '../settings/auto-continue.ts';

/** A run that continues an interrupted answer without being asked. */
export type AutoContinuation = {
  answerId: string;
  /** The same for every tab, so that the server starts one run, however many tabs ask for it. */
  runId: RunId;
  model: string;
  autoContinued: NonNullable<RunMetadata['autoContinued']>;
};

/** The ends for which neither the reader, nor the model, nor a budget is the reason. */
const INTERRUPTIONS: readonly (ErrorCode | undefined)[] = [
  'connection-lost',
  'restarting',
  'run-lost',
  'run-timeout',
];
const MAX_PER_ANSWER = 2;
/** An older answer is history, which nobody expects to change when it is read. */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/**
 * How an ended answer goes on by itself; undefined if it does not. An answer of which nothing has been written is tried again at the
 * reader's request.
 */
export function planAutoContinuation({ id, parts, metadata }: ChatMessage): AutoContinuation | undefined {
  if (parts.every(({ type }) => type === 'step-start')) return undefined;
  if (metadata?.outcome !== 'interrupted' || !INTERRUPTIONS.includes(metadata.error?.code)) return undefined;
  const count = (metadata.autoContinued?.count ?? 0) + 1;
  const isOld = Date.now() - metadata.startedAt > MAX_AGE_MS;
  if (count > MAX_PER_ANSWER || isOld || wasStopped(metadata.runId) || !continuesByItself()) return undefined;
  const runId = `${metadata.runId}-${count}`;
  if (!isRunId(runId)) return undefined;
  const { model, error } = metadata;
  return { answerId: id, runId, model, autoContinued: { count, ...(error && { after: error.code }) } };
}
