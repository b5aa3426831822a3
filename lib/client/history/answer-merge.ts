import 'client-only';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

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

/**
 * Returns the message to store when `next` is saved over `present`, another state of the same message, or undefined if
 * `present` stays. Several tabs save the same answer, and one that lags behind has read less of it. A save therefore never
 * shortens the stored text and never replaces an outcome by one of lower rank.
 */
export function mergeAnswer(present: ChatMessage, next: ChatMessage): ChatMessage | undefined {
  const [presentLength, nextLength] = [countCharacters(present), countCharacters(next)];
  if (nextLength < presentLength) return undefined;
  if (nextLength === presentLength && scoreCalls(next) < scoreCalls(present)) return undefined;
  if (getRank(next) >= getRank(present)) return next;
  const sameRun = next.metadata?.runId === present.metadata?.runId;
  // Another run may continue an interrupted answer, but not a complete one.
  if (!sameRun) return present.metadata?.outcome === 'complete' ? undefined : next;
  if (nextLength === presentLength) return undefined;
  return present.metadata ? { ...next, metadata: present.metadata } : next;
}

function getRank({ metadata }: ChatMessage): number {
  return metadata?.outcome === undefined ? 0 : RANK[metadata.outcome];
}

/** Counts the characters of the text and the reasoning. */
function countCharacters({ parts }: ChatMessage): number {
  let length = 0;
  for (const part of parts) if (part.type === 'text' || part.type === 'reasoning') length += part.text.length;
  return length;
}

/** Measures the progress of the tool calls: one point for each decision of the reader, two for each result. */
function scoreCalls({ parts }: ChatMessage): number {
  let points = 0;
  for (const part of parts) {
    if (!('state' in part)) continue;
    if (part.state === 'approval-responded') points += 1;
    if (part.state?.startsWith('output-')) points += 2;
  }
  return points;
}
