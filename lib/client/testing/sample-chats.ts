import { vi } from 'vitest';
import { saveMessage, saveShownBranch } from '#lib/client/history/chat-history.ts';
import { pinChat, renameChat } from '#lib/client/history/chats/chats.ts';
import { openDatabase } from '#lib/client/history/database.ts';
import { exportChats } from '#lib/client/history/transfer/export-chats.ts';
import { changeSettings } from '#lib/client/settings/stored-settings.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

export const FIRST_CHAT = 'chat-1' as ChatId;
export const SECOND_CHAT = 'chat-2' as ChatId;

export async function resetDatabase(): Promise<void> {
  await openDatabase().delete();
  await openDatabase().open();
}

/** Saves a message, a question if its id contains `q`, with text that is hard to encode. Needs a fake `Date`. */
export async function saveSample(
  chatId: ChatId,
  id: string,
  { parentId, parts = [] }: { parentId: string | null; parts?: ChatMessage['parts'] },
): Promise<void> {
  vi.setSystemTime(Date.now() + 1);
  const role = id.includes('q') ? 'user' : 'assistant';
  const text = { type: 'text' as const, text: `${id} \ud800 涓流 🙂 \u0000 \u2028 "quoted" \\` };
  const ended = { metadata: { runId: id, model: 'm', startedAt: 1.5, outcome: 'complete' as const } };
  const message: ChatMessage = {
    id,
    role,
    parts: [...parts, text],
    ...(role === 'assistant' ? ended : {}),
  };
  await saveMessage(chatId, message, { parentId });
}

/** Stores two chats with versions, reasoning, a tool call, a file, settings, a pin and a title. */
export async function saveSampleChats(): Promise<void> {
  await saveSample(FIRST_CHAT, '1q1', {
    parentId: null,
    parts: [{ type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' }],
  });
  await saveSample(FIRST_CHAT, '1a1', {
    parentId: '1q1',
    parts: [{ type: 'reasoning', text: 'Hm', state: 'done' }],
  });
  await saveSample(FIRST_CHAT, '1a2', {
    parentId: '1q1',
    parts: [
      {
        type: 'dynamic-tool',
        toolName: 't',
        toolCallId: 'c',
        state: 'output-available',
        input: { z: 1, a: [null, 1e21] },
        output: { 2: 'b', 1: 'a' },
      },
    ],
  });
  await saveSample(FIRST_CHAT, '1q2', { parentId: '1a2' });
  await saveShownBranch(FIRST_CHAT, '1a1');
  await renameChat(FIRST_CHAT, 'Mine');
  await pinChat(FIRST_CHAT);
  await changeSettings(FIRST_CHAT, { temperature: 0.3, instructions: 'Be brief.' });
  await saveSample(SECOND_CHAT, '2q1', { parentId: null });
}

export async function exportAsText(only?: ChatId): Promise<string> {
  return (await exportChats(only)).text();
}

/** Turns a string, or a value as JSON, into a file. */
export function toFile(value: unknown): Blob {
  return new Blob([typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** Counts the stored chats, messages and search texts. */
export async function countRows(): Promise<number[]> {
  const { chats, messages, texts } = openDatabase();
  return Promise.all([chats, messages, texts].map((table) => table.count()));
}
