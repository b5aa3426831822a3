import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { saveMessage } from '../history/chat-history.ts';
import { metadata } from './open-session.ts';

/** Stores the first question of a chat, whose id is the chat's id and a `q`. */
export async function storeQuestion(chatId: ChatId): Promise<ChatMessage> {
  const question: ChatMessage = { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Hello?' }] };
  await saveMessage(chatId, question, { parentId: null });
  return question;
}

/** Stores an answer to the first question, which is done if it has an outcome. */
export async function saveAnswer(chatId: ChatId, text: string, facts: Partial<RunMetadata>): Promise<void> {
  const answer: ChatMessage = {
    id: `${chatId}a`,
    role: 'assistant',
    parts: text === '' ? [] : [{ type: 'text', text }],
    metadata: { ...metadata, ...facts },
  };
  await saveMessage(chatId, answer, { parentId: `${chatId}q` });
}

/** Stores an answer to the first question, whose id is the chat's id and an `a`. Without an outcome, its run has not ended. */
export async function storeAnswer(
  chatId: ChatId,
  text: string,
  outcome?: RunMetadata['outcome'],
): Promise<ChatMessage> {
  const answer: ChatMessage = {
    id: `${chatId}a`,
    role: 'assistant',
    parts: [{ type: 'text', text, ...(outcome ? {} : { state: 'streaming' }) }],
    metadata: { ...metadata, ...(outcome ? { outcome } : {}) },
  };
  await saveMessage(chatId, answer, { parentId: `${chatId}q` });
  return answer;
}
