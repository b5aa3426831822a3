import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadBranch } from '#lib/client/testing/load-branch.ts';
import {
  exportAsText,
  FIRST_CHAT,
  resetDatabase,
  SECOND_CHAT,
  saveSampleChats,
} from '#lib/client/testing/sample-chats.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../chat-history.ts';
import { deleteChat } from '../chats/chats.ts';
import { openDatabase } from '../database.ts';
import { searchHistory } from '../search/search-history.ts';
import { TextIndex } from '../search/text-index.ts';
import { exportChats } from './export-chats.ts';
import { importChats } from './import-chats.ts';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await resetDatabase();
});
afterEach(() => void vi.useRealTimers());

describe('an export', () => {
  test('is byte-identical after an import into an empty database', async () => {
    await saveSampleChats();
    const before = await exportChats();
    const messages = await loadChat(FIRST_CHAT);
    await resetDatabase();
    expect(await importChats(before)).toEqual({ added: 2, unchanged: 0, copied: 0, omitted: 0 });
    const after = await exportChats();
    expect(new Uint8Array(await after.arrayBuffer())).toEqual(new Uint8Array(await before.arrayBuffer()));
    expect(await loadChat(FIRST_CHAT)).toEqual(messages);
  });

  test('restores the shown branch, all versions, the list and the search', async () => {
    await saveSampleChats();
    const file = await exportChats();
    await resetDatabase();
    await importChats(file);
    const { messages, versions } = await loadBranch(FIRST_CHAT);
    expect(messages.map(({ id }) => id)).toEqual(['1q1', '1a1']);
    expect(versions.get('1a1')).toEqual({ ids: ['1a1', '1a2'], index: 0 });
    const { chats } = openDatabase();
    expect((await chats.orderBy('listOrder').toArray()).map(({ id }) => id)).toEqual([
      SECOND_CHAT,
      FIRST_CHAT,
    ]);
    expect((await searchHistory(new TextIndex(), '1q2', 9)).total).toBe(1);
  });

  test('of one chat contains only that chat', async () => {
    await saveSampleChats();
    const { chats } = JSON.parse(await exportAsText(SECOND_CHAT));
    expect(chats.map(({ id }: { id: string }) => id)).toEqual([SECOND_CHAT]);
    await expect(exportChats(newChatId())).rejects.toMatchObject({ code: 'chat-unknown' });
  });

  test('omits deleted chats', async () => {
    await saveSampleChats();
    await deleteChat(SECOND_CHAT);
    expect(JSON.parse(await exportAsText()).chats).toHaveLength(1);
  });

  test('without chats is rejected by the import as empty', async () => {
    await expect(importChats(await exportChats())).rejects.toMatchObject({ code: 'empty' });
  });
});
