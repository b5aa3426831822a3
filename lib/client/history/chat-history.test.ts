import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { describe, expect, test } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from './chat-history.ts';
import { type ChatRow, type MessageRow, openDatabase } from './database.ts';

const question = (id: string, text = id): ChatMessage => ({
  id,
  role: 'user',
  parts: [{ type: 'text', text }],
});
function answer(id: string, text: string, change: Partial<RunMetadata> = {}): ChatMessage {
  const metadata: RunMetadata = { runId: 'r', model: 'm', startedAt: 1, ...change };
  return { id, role: 'assistant', parts: [{ type: 'text', text }], metadata };
}
const ended = { outcome: 'complete' } as const;
const continued = { runId: 'r2', continuedFrom: 'r' };

/** Reads the rows through a connection of its own, as another tab does. */
async function rowsOf(chatId: string) {
  const database = await new Dexie('runnel').open();
  const messages: MessageRow[] = await database.table('messages').where({ chatId }).toArray();
  const chat: ChatRow | undefined = await database.table('chats').get(chatId);
  database.close();
  return { messages, chat };
}

describe('a chat', () => {
  test('is undefined if it was never stored', async () => {
    expect(await loadChat(newChatId())).toBeUndefined();
  });

  test('is loaded as a branch, first message first', async () => {
    const chatId = newChatId();
    const messages = [question('q1'), answer('a1', 'one', ended), question('q2'), answer('a2', 'two', ended)];
    for (const [index, message] of messages.entries()) {
      await saveMessage(
        chatId,
        { ...message, id: chatId + message.id },
        { parentId: index ? chatId + messages[index - 1]?.id : null },
      );
    }
    expect((await loadChat(chatId))?.map(({ id }) => id.slice(21))).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('is titled by the first 60 characters of its first question, on one line', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, question(`${chatId}q`, `  What\n is ${'🙂'.repeat(80)}`), { parentId: null });
    await saveMessage(chatId, question(`${chatId}r`, 'Another'), { parentId: `${chatId}q` });
    expect((await rowsOf(chatId)).chat?.title).toBe(`What is ${'🙂'.repeat(52)}`);
  });

  test('shows the newest version of an answer and keeps the old ones', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, question(`${chatId}q`), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'old', ended), { parentId: `${chatId}q` });
    await saveMessage(chatId, answer(`${chatId}b`, 'new', ended), { parentId: `${chatId}q` });
    expect((await loadChat(chatId))?.map(({ parts }) => parts[0])).toMatchObject([{}, { text: 'new' }]);
    expect((await rowsOf(chatId)).messages).toHaveLength(3);
  });

  test('with a cycle in its rows can be loaded', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, question(`${chatId}q`), { parentId: null });
    await saveMessage(chatId, question(`${chatId}r`), { parentId: `${chatId}q` });
    await openDatabase().messages.update(`${chatId}q`, { parentId: `${chatId}r` });
    expect(await loadChat(chatId)).toHaveLength(2);
  });
});

describe('an unfinished answer', () => {
  const unfinished = { unfinished: true };

  test('updates its row but not that of the chat', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'a'), { parentId: null });
    const { chat } = await rowsOf(chatId);
    await saveMessage(chatId, answer(`${chatId}a`, 'a b'), { parentId: null, ...unfinished });
    expect((await loadChat(chatId))?.[0]).toMatchObject({ parts: [{ text: 'a b' }] });
    expect((await rowsOf(chatId)).chat).toEqual(chat);
  });

  test('does not replace the complete answer', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'a b', ended), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'a'), { parentId: null, ...unfinished });
    expect((await loadChat(chatId))?.[0]).toMatchObject({ parts: [{ text: 'a b' }], metadata: ended });
  });

  test('is saved completely if it is new or another run continues it', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'a'), { parentId: null, ...unfinished });
    await saveMessage(chatId, answer(`${chatId}a`, 'a', { outcome: 'interrupted' }), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'a b', continued), {
      parentId: null,
      ...unfinished,
    });
    expect((await rowsOf(chatId)).messages).toMatchObject([
      { pastRuns: ['r'], message: { parts: [{ text: 'a b' }] } },
    ]);
  });
});

describe('an answer', () => {
  test('that has ended is not replaced by an earlier state from another tab', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'all of it', ended), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'all'), { parentId: null });
    expect((await loadChat(chatId))?.[0]).toMatchObject({ parts: [{ text: 'all of it' }], metadata: ended });
  });

  test('that is complete is not replaced by an interrupted one', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'all of it', ended), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'all', { outcome: 'interrupted' }), { parentId: null });
    expect((await loadChat(chatId))?.[0]).toMatchObject({ parts: [{ text: 'all of it' }], metadata: ended });
  });

  test('that another run continues is replaced', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'all', { outcome: 'interrupted' }), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a`, 'all and more', continued), { parentId: null });
    expect((await loadChat(chatId))?.[0]).toMatchObject({ parts: [{ text: 'all and more' }] });
  });

  test('is not replaced by a longer one of a run that does not continue its run', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'all', { outcome: 'interrupted' }), { parentId: null });
    for (const change of [{ runId: 'r2' }, { runId: 'r3', continuedFrom: 'r2' }]) {
      await saveMessage(chatId, answer(`${chatId}a`, 'something else', { ...ended, ...change }), {
        parentId: null,
      });
    }
    expect((await rowsOf(chatId)).messages).toMatchObject([
      { message: { parts: [{ text: 'all' }], metadata: { runId: 'r' } } },
    ]);
  });

  test('keeps the time of its creation', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, answer(`${chatId}a`, 'a'), { parentId: null });
    const createdAt = (await rowsOf(chatId)).messages[0]?.createdAt;
    await saveMessage(chatId, answer(`${chatId}a`, 'ab', ended), { parentId: null });
    expect((await rowsOf(chatId)).messages[0]?.createdAt).toBe(createdAt);
  });

  test('saved late by a sleeping tab does not become the head', async () => {
    const chatId = newChatId();
    await saveMessage(chatId, question(`${chatId}q1`), { parentId: null });
    await saveMessage(chatId, answer(`${chatId}a1`, 'one', ended), { parentId: `${chatId}q1` });
    await saveMessage(chatId, question(`${chatId}q2`), { parentId: `${chatId}a1` });
    await saveMessage(chatId, answer(`${chatId}a1`, 'one', ended), { parentId: `${chatId}q1` });
    expect((await loadChat(chatId))?.at(-1)?.id).toBe(`${chatId}q2`);
  });
});
