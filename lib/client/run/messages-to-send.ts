import 'client-only';
import { MAX_BODY_BYTES, MAX_MESSAGES, MAX_PARTS } from '#lib/protocol/limits.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** What the rest of a request may need beside its messages. */
const ROOM_BYTES = 256 * 1024;

/**
 * The end of a long chat, as much of it as a server takes at once, from a question on. Thoughts of earlier answers stay
 * here: no model is told them. The last message is always sent, and whole: a server that cannot take it says so.
 */
export function trimToRequestLimits(messages: readonly ChatMessage[]): ChatMessage[] {
  const sent: ChatMessage[] = [];
  let bytes = ROOM_BYTES;
  let parts = 0;
  for (const message of messages.toReversed()) {
    const told = sent.length === 0 ? message : withoutThoughts(message);
    bytes += bytesOf(told);
    parts += told.parts.length;
    const fits = bytes <= MAX_BODY_BYTES && parts <= MAX_PARTS && sent.length < MAX_MESSAGES;
    if (!fits && sent.length > 0) break;
    sent.push(told);
  }
  sent.reverse();
  if (sent.length === messages.length) return sent;
  const question = sent.findIndex(({ role }) => role === 'user');
  return question === -1 ? sent : sent.slice(question);
}

function withoutThoughts(message: ChatMessage): ChatMessage {
  const parts = message.parts.filter(({ type }) => type !== 'reasoning');
  return parts.length === message.parts.length ? message : { ...message, parts };
}

const encoder = new TextEncoder();

function bytesOf(message: ChatMessage): number {
  return encoder.encode(JSON.stringify(message)).length;
}
