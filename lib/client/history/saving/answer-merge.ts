import 'client-only';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

/** One state of an answer, as a tab or the storage has it. */
export type AnswerState = {
  message: ChatMessage;
  /** Earlier runs that wrote to the answer, before the one in its metadata. */
  pastRuns?: readonly string[];
};

/** Precedence of outcomes. `interrupted` and `failed`, which a tab sets on losing the run, rank below the server's. */
const RANK: Record<Outcome, number> = {
  failed: 1,
  interrupted: 1,
  'awaiting-approval': 2,
  stopped: 3,
  length: 3,
  'content-filter': 3,
  complete: 4,
};

/** How far a tool call has come. */
const CALL_PROGRESS: Record<CallPart['state'], number> = {
  'input-streaming': 1,
  'input-available': 2,
  'approval-requested': 3,
  'approval-responded': 4,
  'output-available': 5,
  'output-error': 5,
  'output-denied': 5,
};

/**
 * Returns the state to keep when `next` arrives while `present` is there, or undefined if `present` stays. Several tabs save
 * the same answer, and one that lags behind has read less of it. Hence:
 * - The text never becomes shorter, and with equal text the tool calls never go back.
 * - Within one run, an outcome is never replaced by one of lower rank or by none.
 * - Another run replaces the present one only if it continues it, and a complete answer only by a complete one.
 */
export function mergeAnswer(present: AnswerState, next: AnswerState): AnswerState | undefined {
  const longer = countCharacters(next.message) - countCharacters(present.message);
  if (longer < 0) return undefined;
  if (longer === 0 && scoreCalls(next.message) < scoreCalls(present.message)) return undefined;
  const [presentRun, nextRun] = [present.message.metadata?.runId, next.message.metadata?.runId];
  const isLower = rankOf(next.message) < rankOf(present.message);
  if (presentRun !== nextRun) {
    if (!canFollow(present, next)) return undefined;
    if (isLower && present.message.metadata?.outcome === 'complete') return undefined;
    return { message: next.message, pastRuns: joinRuns(present.pastRuns, next.pastRuns, presentRun) };
  }
  if (isLower && longer === 0) return undefined;
  const { metadata } = isLower ? present.message : next.message;
  const message = isLower && metadata ? { ...next.message, metadata } : next.message;
  return { message, pastRuns: joinRuns(present.pastRuns, next.pastRuns) };
}

/**
 * Whether the run of `next` may write to the answer after another run. A message without a run, such as an imported one, may
 * be continued by any. So may one whose run the server has not confirmed: of two tabs that continue an answer at the same
 * time, the server accepts one, and the other has saved its run before it was refused.
 */
function canFollow(present: AnswerState, next: AnswerState): boolean {
  const [before, after] = [present.message.metadata, next.message.metadata];
  if (after === undefined || present.pastRuns?.includes(after.runId)) return false;
  if (before === undefined || after.continuedFrom === before.runId) return true;
  if (next.pastRuns?.includes(before.runId)) return true;
  const isRefused = before.continuedFrom !== undefined && before.continues === undefined;
  return isRefused && after.continues !== undefined && after.continuedFrom === before.continuedFrom;
}

function joinRuns(
  present: readonly string[] = [],
  next: readonly string[] = [],
  replaced?: string,
): readonly string[] {
  return [...new Set([...present, ...next, ...(replaced === undefined ? [] : [replaced])])];
}

function rankOf({ metadata }: ChatMessage): number {
  return metadata?.outcome === undefined ? 0 : RANK[metadata.outcome];
}

/** Counts the characters of the text and the reasoning. */
function countCharacters({ parts }: ChatMessage): number {
  let length = 0;
  for (const part of parts) if (part.type === 'text' || part.type === 'reasoning') length += part.text.length;
  return length;
}

function scoreCalls({ parts }: ChatMessage): number {
  let score = 0;
  for (const part of parts) if (part.type === 'dynamic-tool') score += CALL_PROGRESS[part.state];
  return score;
}
