import 'client-only';
import type { ChatMessage, EarlierRun, RunMetadata } from '#lib/protocol/run-event.ts';
import type { FollowedRunOptions } from '../run/followed-run.ts';
import type { RunStart } from '../run/run-connection.ts';

/** A run that is about to be followed. */
export type Followed = Omit<FollowedRunOptions, 'chatId'>;

/** A run that is about to start, and the unended answer that it begins or continues. */
export type StartedAnswer = Followed & { known: ChatMessage };

/** For how long the request of a run may be under way. */
const MAX_REQUEST_MS = 2 * 60_000;

/**
 * Whether the request for this answer may not have reached the server yet: its run is new, and nothing of it has arrived, not even
 * the event that says where a continuation begins.
 */
export function mayBeUnderWay({ id, parts, metadata }: ChatMessage): boolean {
  const isNew = metadata !== undefined && Date.now() - metadata.startedAt < MAX_REQUEST_MS;
  if (!isNew || metadata.continues) return false;
  return metadata.continuedFrom !== undefined || (parts.length === 0 && metadata.runId === id);
}

/** Describes a run that answers the last of its messages, or continues it. */
export function describeStart(start: RunStart): StartedAnswer {
  const { runId, messages, model = '', trigger } = start;
  const cut = trigger === 'continue-message' ? messages.at(-1) : undefined;
  const { runId: continuedFrom, autoContinued: earlier } = cut?.metadata ?? {};
  const autoContinued = start.autoContinued ?? (earlier && { count: earlier.count });
  const metadata: RunMetadata = {
    ...{ runId, model, startedAt: Date.now() },
    ...(continuedFrom === undefined ? {} : { continuedFrom }),
    ...(autoContinued && { autoContinued }),
    ...(cut?.metadata && { earlierRuns: listRuns(cut.metadata) }),
  };
  return {
    start,
    before: cut ? messages.slice(0, -1) : messages,
    known: { id: cut?.id ?? runId, role: 'assistant', parts: cut?.parts ?? [], metadata },
    shownLength: 0,
  };
}

/** The runs that have written to an answer: the earlier ones, and the one of its metadata without the checksum of its text. */
function listRuns({ earlierRuns = [], sha256: _, bytes: __, ...run }: RunMetadata): EarlierRun[] {
  return [...earlierRuns, run];
}
