import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resetDatabase } from '#lib/client/testing/sample-chats.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { saveMessage } from '../history/chat-history.ts';
import { deleteChat, restoreChat } from '../history/chats/chats.ts';
import { forkChat } from '../history/chats/fork-chat.ts';
import { readUsage } from './read-usage.ts';
import { sumUsage } from './usage-rows.ts';

const never = new AbortController().signal;
const read = async () => sumUsage(await readUsage(never));
const question = (id: string, tokens: number): ChatMessage => ({
  ...{ id, role: 'user' },
  parts: [{ type: 'text', text: 'abcd'.repeat(tokens) }],
});
const answer = (id: string, tokens: number, facts: Partial<RunMetadata>): ChatMessage => ({
  ...{ id, role: 'assistant' },
  parts: [{ type: 'step-start' }, { type: 'text', text: 'abcd'.repeat(tokens) }],
  metadata: { runId: id, model: 'm', startedAt: 1, outcome: 'complete', ...facts },
});
const REPORTED = { inputTokens: 1_000, outputTokens: 100 };

let chatId: ChatId;
beforeEach(async () => {
  await resetDatabase();
  chatId = newChatId();
  await saveMessage(chatId, question('q1', 10), { parentId: null });
});
afterEach(() => void vi.unstubAllGlobals());

test('all versions of an answer count, on every branch', async () => {
  await saveMessage(chatId, answer('a1', 5, REPORTED), { parentId: 'q1' });
  await saveMessage(chatId, answer('a2', 5, REPORTED), { parentId: 'q1' });
  await saveMessage(chatId, question('q2', 10), { parentId: 'a1' });
  await saveMessage(chatId, answer('a3', 5, REPORTED), { parentId: 'q2' });
  expect(await read()).toMatchObject({ answers: 3, input: 3_000, output: 300, isEstimated: false });
});

test('the prompt of an answer without reported tokens is its own branch', async () => {
  await saveMessage(chatId, answer('a1', 5, {}), { parentId: 'q1' });
  await saveMessage(chatId, answer('a2', 50, {}), { parentId: 'q1' });
  await saveMessage(chatId, question('q2', 7), { parentId: 'a2' });
  await saveMessage(chatId, answer('a3', 3, { outcome: 'stopped' }), { parentId: 'q2' });
  const input = 10 + 10 + (10 + 50 + 7);
  expect(await read()).toMatchObject({ answers: 3, input, output: 58, isEstimated: true });
});

test('a deleted chat does not count, until the deletion is undone', async () => {
  await saveMessage(chatId, answer('a1', 5, REPORTED), { parentId: 'q1' });
  await deleteChat(chatId);
  expect(await read()).toMatchObject({ answers: 0, input: 0 });
  await restoreChat(chatId);
  expect(await read()).toMatchObject({ answers: 1, input: 1_000 });
});

test('the answers of a branch in a new chat count once, for the chat in which they were written', async () => {
  await saveMessage(chatId, answer('a1', 5, REPORTED), { parentId: 'q1' });
  await forkChat(chatId, 'a1');
  const rows = await readUsage(never);
  expect(rows.map((row) => [row.chatId, row.answers, row.input])).toEqual([[chatId, 1, 1_000]]);
});

test('a large history is read in slices between which the page is free', async () => {
  for (let index = 0; index < 200; index++)
    await saveMessage(chatId, answer(`a${index}`, 5, REPORTED), { parentId: 'q1' });
  let slices = 0;
  vi.stubGlobal('requestIdleCallback', (work: () => void) => {
    slices++;
    setImmediate(work);
  });
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now++); // each look at the clock takes a millisecond
  expect(await read()).toMatchObject({ answers: 200 });
  expect(slices).toBeGreaterThan(20);
  vi.restoreAllMocks();
});

test('reading ends when it is aborted', async () => {
  const reason = new Error('closed');
  await expect(readUsage(AbortSignal.abort(reason))).rejects.toBe(reason);
});
