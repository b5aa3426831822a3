import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { loadChat, type MessageNode } from '../chat-history.ts';
import { deleteChat, purgeDeleted, renameChat, UNDO_MS } from '../chats/chats.ts';
import { openDatabase } from '../database.ts';
import { MessageSaver } from './message-saver.ts';

let chatId: ChatId;
let saver: MessageSaver;
let nodes: MessageNode[];
const onUnsaved = vi.fn();
const onRestored = vi.fn();

function question(id: string): ChatMessage {
  return { id: chatId + id, role: 'user', parts: [{ type: 'text', text: id }] };
}
function answer(id: string, text: string, outcome?: Outcome): ChatMessage {
  const metadata = { runId: id, model: 'm', startedAt: 1, ...(outcome ? { outcome } : {}) };
  return { id: chatId + id, role: 'assistant', parts: [{ type: 'text', text }], metadata };
}

/** Saves a message as a tab does, which has it in memory too. */
async function save(message: ChatMessage, branch: ChatMessage[], unfinished = false): Promise<void> {
  const present = nodes.find(({ id }) => id === message.id);
  if (present) present.message = message;
  else {
    const parentId = branch.at(-1)?.id ?? null;
    nodes.push({ id: message.id, parentId, createdAt: nodes.length, message });
  }
  await saver.save(message, branch, { unfinished });
}

const deleteRows = async () => {
  const { chats, messages, texts } = openDatabase();
  for (const table of [chats, messages, texts]) await table.clear();
};
const deletions: [string, () => Promise<void>][] = [
  ['all rows', deleteRows],
  ['the database', () => Dexie.delete('runnel')],
  ['the row of the chat', () => openDatabase().chats.delete(chatId)],
];
const deleteQuestion = () => openDatabase().messages.delete(`${chatId}q2`);

beforeEach(async () => {
  onUnsaved.mockClear();
  onRestored.mockClear();
  chatId = newChatId();
  nodes = [];
  saver = new MessageSaver({ chatId, getMessages: () => nodes, onUnsaved, onRestored });
  await save(question('q1'), []);
  await save(answer('a1', 'first', 'complete'), [question('q1')]);
  await save(answer('b1', 'another version', 'complete'), [question('q1')]);
  await save(question('q2'), [question('q1'), answer('b1', '')]);
  await save(answer('a2', 'one'), [question('q2')]);
});

const shownTexts = async () =>
  (await loadChat(chatId))?.map(({ parts: [part] }) => part?.type === 'text' && part.text);

test.each<[string, () => Promise<void>]>([...deletions, ['the row of the question', deleteQuestion]])(
  'when %s vanished, the next checkpoint saves the whole chat again and reports it',
  async (_, remove) => {
    await remove();
    await save(answer('a2', 'one two'), [question('q2')], true);
    expect(await shownTexts()).toEqual(['q1', 'another version', 'q2', 'one two']);
    expect(await openDatabase().messages.where({ chatId }).count()).toBe(5);
    expect(await openDatabase().texts.where({ chatId }).count()).toBe(5);
    expect((await openDatabase().chats.get(chatId))?.title).toBe('q1');
    expect(onRestored).toHaveBeenCalledTimes(1);
    expect(onUnsaved).toHaveBeenLastCalledWith(false);
    await save(answer('a2', 'one two three', 'complete'), [question('q2')]);
    expect((await shownTexts())?.at(-1)).toBe('one two three');
    expect(onRestored).toHaveBeenCalledTimes(1);
  },
);

test.each(deletions)(
  'when %s vanished, the next question is saved with everything before it',
  async (_, remove) => {
    await remove();
    await save(question('q3'), [answer('a2', 'one')]);
    expect(await shownTexts()).toEqual(['q1', 'another version', 'q2', 'one', 'q3']);
    expect(onRestored).toHaveBeenCalledTimes(1);
  },
);

test('another version of the first question brings back a deleted chat', async () => {
  await deleteRows();
  await save(question('r1'), []);
  expect(await openDatabase().messages.where({ chatId }).count()).toBe(6);
  expect(await shownTexts()).toEqual(['r1']);
});

test('a row that is left keeps the longer text of another tab', async () => {
  await openDatabase().messages.update(`${chatId}a2`, { message: answer('a2', 'one two three') });
  await deleteQuestion();
  await save(answer('a2', 'one two'), [question('q2')], true);
  expect((await shownTexts())?.at(-1)).toBe('one two three');
});

test('a row of the chat that is left keeps its title', async () => {
  await renameChat(chatId, 'Mine');
  await openDatabase().messages.where({ chatId }).delete();
  await save(answer('a2', 'one two'), [question('q2')], true);
  expect((await openDatabase().chats.get(chatId))?.title).toBe('Mine');
});

test('a chat that the reader deleted permanently stays deleted', async () => {
  await deleteChat(chatId);
  vi.setSystemTime(Date.now() + UNDO_MS);
  await purgeDeleted();
  vi.useRealTimers();
  for (const unfinished of [true, false]) {
    await save(answer('a2', 'one two'), [question('q2')], unfinished);
    expect(onUnsaved).toHaveBeenLastCalledWith('deleted');
  }
  expect(await openDatabase().messages.where({ chatId }).count()).toBe(0);
  expect(await loadChat(chatId)).toBeUndefined();
  expect(onRestored).not.toHaveBeenCalled();
});
