import 'client-only';
import { MAX_BODY_BYTES, MAX_MESSAGES, MAX_PARTS } from '#lib/protocol/limits.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** Reserved for everything in a request except its messages. */
const OTHER_BYTES = 256 * 1024;

/**
 * Trims a long chat to its last messages within the server's limits, starting with a question. The reasoning of earlier answers
 * is left out: models do not receive it. The last message is always included in full, and the server refuses it if it is too
 * large.
 */
export function trimToRequestLimits(messages: readonly ChatMessage[]): ChatMessage[] {
  const sent: ChatMessage[] = [];
  let bytes = OTHER_BYTES;
  let parts = 0;
  for (const message of messages.toReversed()) {
    const trimmed = sent.length === 0 ? message : withoutReasoning(message);
    bytes += countBytes(trimmed);
    parts += trimmed.parts.length;
    const fits = bytes <= MAX_BODY_BYTES && parts <= MAX_PARTS && sent.length < MAX_MESSAGES;
    if (!fits && sent.length > 0) break;
    sent.push(trimmed);
  }
  sent.reverse();
  if (sent.length === messages.length) return sent;
  const question = sent.findIndex(({ role }) => role === 'user');
  return question === -1 ? sent : sent.slice(question);
}

function withoutReasoning(message: ChatMessage): ChatMessage {
  const parts = message.parts.filter(({ type }) => type !== 'reasoning');
  return parts.length === message.parts.length ? message : { ...message, parts };
}

const encoder = new TextEncoder();

function countBytes(message: ChatMessage): number {
  return encoder.encode(JSON.stringify(message)).length;
}
