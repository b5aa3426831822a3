import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { beforeEach, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat, saveMessage } from './chat-history.ts';
import { ChatList } from './chats/chat-list.ts';
import { openDatabase } from './database.ts';
import { searchHistory } from './search/search-history.ts';
import { TextIndex } from './search/text-index.ts';

const chatId = 'chat-1' as ChatId;
const messages = [
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Where does the water run?' }] },
  {
    id: 'a',
    role: 'assistant',
    parts: [{ type: 'text', text: '流向大海' }],
    metadata: { outcome: 'complete' },
  },
];

// Creates a database of version 1.
beforeEach(async () => {
  openDatabase().close();
  await Dexie.delete('runnel');
  const first = new Dexie('runnel');
  first.version(1).stores({ chats: 'id, updatedAt', messages: 'id, chatId' });
  await first.table('chats').add({ id: chatId, title: 'Water', createdAt: 1, updatedAt: 5, headId: 'a' });
  await first.table('messages').bulkAdd(
    messages.map((message, at) => ({
      id: message.id,
      chatId,
      parentId: at ? 'q' : null,
      createdAt: at,
      message,
    })),
  );
  first.close();
  await openDatabase().open();
});

test('chats of version 1 are loaded unchanged', async () => {
  expect(await loadChat(chatId)).toEqual(messages);
});

test('chats of version 1 are listed', async () => {
  const list = new ChatList();
  const total = await new Promise((resolve) => {
    const unsubscribe = list.subscribe(() => {
      unsubscribe();
      resolve(list.getState().total);
    });
  });
  expect(total).toBe(1);
});

test('messages of version 1 are found by the search', async () => {
  expect((await searchHistory(new TextIndex(), 'water', 9)).hits[0]?.messageId).toBe('q');
  expect((await searchHistory(new TextIndex(), '大海', 9)).hits[0]?.messageId).toBe('a');
});

test('chats of version 1 can be continued', async () => {
  await saveMessage(
    chatId,
    { id: 'q2', role: 'user', parts: [{ type: 'text', text: 'And then?' }] },
    { parentId: 'a' },
  );
  expect((await loadChat(chatId))?.map(({ id }) => id)).toEqual(['q', 'a', 'q2']);
  expect(await openDatabase().chats.get(chatId)).toMatchObject({ title: 'Water', createdAt: 1 });
  expect(await openDatabase().texts.count()).toBe(3);
});
