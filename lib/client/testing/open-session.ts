import 'client-only';
import { vi } from 'vitest';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import {
  type ChatMessage,
  CONTINUATION_METADATA,
  type RunEvent,
  type RunMetadata,
} from '#lib/protocol/run-event.ts';
import { ChatSession } from '../chat/chat-session.ts';
import type { ChatState } from '../chat/chat-state.ts';
import { advance, textDelta, textStart } from './follow.ts';

/** Advances the fake time, and lets the database, which runs in real time, finish its work. */
export async function elapse(milliseconds = 0): Promise<void> {
  await advance(milliseconds);
  for (let index = 0; index < 30; index++) await new Promise((resolve) => setImmediate(resolve));
  await advance();
}

/** Lets time pass until `check` holds: the database works in real time. */
export function until(check: () => unknown): Promise<void> {
  return vi.waitFor(async () => {
    await elapse(20);
    await check();
  });
}

/** Opens a session and records every state that it publishes. */
export function openSession(chatId: ChatId, stored: boolean): { session: ChatSession; states: ChatState[] } {
  const session = new ChatSession(chatId, stored);
  const states: ChatState[] = [];
  session.subscribe(() => states.push(session.getState()));
  return { session, states };
}

const tabs: ChatSession[] = [];

/** Opens a tab with a stored chat. */
export async function openTab(chatId: ChatId): Promise<ChatSession> {
  const { session } = openSession(chatId, true);
  tabs.push(session);
  await elapse(20);
  return session;
}

/** Closes the tabs that the test has opened, and waits until they are at rest. */
export async function closeTabs(): Promise<void> {
  for (const session of tabs.splice(0)) session.close();
  await elapse(300);
}

export const metadata: RunMetadata = { runId: 'run-1', model: 'm', startedAt: 1 };

/** The first event of a run whose answer has this message id. */
export function startEvent(messageId: string, runId = metadata.runId): RunEvent {
  return { type: 'start', messageId, messageMetadata: { ...metadata, runId } };
}

/** The last events of a run. */
export function endEvents(outcome: 'complete' | 'stopped', runId = metadata.runId): RunEvent[] {
  const messageMetadata = { ...metadata, runId, outcome };
  if (outcome === 'complete')
    return [
      { type: 'text-end', id: 't' },
      { type: 'finish', messageMetadata },
    ];
  return [{ type: 'text-end', id: 't' }, { type: 'message-metadata', messageMetadata }, { type: 'abort' }];
}

/** What a run writes after the `characters` of an answer that it continues, and how it ends, if it does. */
export type PlayedRun = { characters?: number; text?: string; end?: 'complete' | ErrorCode };

/** The events of a run. With an error code, it is interrupted. */
export function playRun(
  messageId: string,
  runId: string,
  { characters = 0, text = '', end }: PlayedRun,
): RunEvent[] {
  const isContinued = characters > 0;
  const continues = isContinued ? { continues: { parts: 1, characters } } : {};
  const messageMetadata = { ...metadata, runId, startedAt: Date.now(), ...continues };
  const events: RunEvent[] = [
    { type: 'start', messageId, messageMetadata },
    { ...textStart, ...(isContinued ? { providerMetadata: CONTINUATION_METADATA } : {}) },
    textDelta(text),
  ];
  if (end === undefined) return events;
  if (end === 'complete')
    return [...events, { type: 'finish', messageMetadata: { ...messageMetadata, outcome: end } }];
  const facts = { outcome: 'interrupted', error: { code: end, message: end } } as const;
  return [
    ...events,
    { type: 'message-metadata', messageMetadata: { ...messageMetadata, ...facts } },
    { type: 'error', errorText: end },
  ];
}

export function textOf(message: ChatMessage | undefined): string | undefined {
  return message?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** The texts of the messages that a session shows. */
export function shownTexts(session: ChatSession): (string | undefined)[] {
  return session.getState().messages.map(textOf);
}
