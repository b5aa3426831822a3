import 'client-only';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

/**
 * Precedence of outcomes. What a tab concludes by itself when it loses the run (`interrupted`, `failed`) ranks below
 * what the server reported.
 */
const RANK: Record<Outcome, number> = {
  failed: 1,
  interrupted: 1,
  'awaiting-approval': 2,
  stopped: 3,
  length: 3,
  'content-filter': 3,
  complete: 4,
};

/**
 * Returns what to store when `next` is saved over `present`, another state of the same message, or undefined if
 * `present` is the richer one and stays. Several tabs save the same answer, and a late one may have read less of it: a
 * save never leaves fewer words than were stored, nor a lesser outcome.
 */
export function mergeAnswer(present: ChatMessage, next: ChatMessage): ChatMessage | undefined {
  const [stored, saved] = [wordsOf(present), wordsOf(next)];
  if (saved < stored || (saved === stored && callsOf(next) < callsOf(present))) return undefined;
  if (rankOf(next) >= rankOf(present)) return next;
  const sameRun = next.metadata?.runId === present.metadata?.runId;
  // Another run may continue an answer that was cut, but not one that is complete.
  if (!sameRun) return present.metadata?.outcome === 'complete' ? undefined : next;
  if (saved === stored) return undefined;
  return present.metadata ? { ...next, metadata: present.metadata } : next;
}

function rankOf({ metadata }: ChatMessage): number {
  return metadata?.outcome === undefined ? 0 : RANK[metadata.outcome];
}

/** Characters of the answer and of the reasoning before it. */
function wordsOf({ parts }: ChatMessage): number {
  let length = 0;
  for (const part of parts) if (part.type === 'text' || part.type === 'reasoning') length += part.text.length;
  return length;
}

/** How far the tool calls have come: one point for a reader's decision, two for a result. */
function callsOf({ parts }: ChatMessage): number {
  let points = 0;
  for (const part of parts) {
    if (!('state' in part)) continue;
    if (part.state === 'approval-responded') points += 1;
    if (part.state?.startsWith('output-')) points += 2;
  }
  return points;
}
