import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

/** Outcomes after which the answer can be continued. */
const CONTINUABLE: readonly (Outcome | undefined)[] = ['stopped', 'interrupted', 'length'];

/**
 * The one step that the end of a message offers; undefined if it is complete, or waits for something else. An answer to which the page
 * lost its connection may be whole at the server, where the retry looks for it first.
 */
export function getNextStep(message: ChatMessage): 'continue' | 'retry' | undefined {
  const { metadata, role } = message;
  if (role === 'user') return 'retry';
  if (metadata?.outcome === undefined || awaitsApproval(message)) return undefined;
  if (metadata.outcome === 'complete') return isEmpty(message) ? 'retry' : undefined;
  // The server reports a lost connection to the model with the run's duration; the page loses its own without learning it.
  const isOwnLoss = metadata.error?.code === 'connection-lost' && metadata.durationMs === undefined;
  const canContinue = CONTINUABLE.includes(metadata.outcome) && countAnswerCharacters(message) > 0;
  return canContinue && !isOwnLoss ? 'continue' : 'retry';
}

/** Whether the model has ended its answer without a word, a tool call or a file. */
export function isEmpty({ parts }: ChatMessage): boolean {
  return parts.every((part) =>
    part.type === 'text' ? part.text.trim() === '' : part.type === 'step-start' || part.type === 'reasoning',
  );
}

/** Whether the answer goes on once the reader, or a tool in this browser, has answered its calls. */
export function awaitsApproval(message: ChatMessage | undefined): boolean {
  return message?.metadata?.outcome === 'awaiting-approval';
}
