import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadBranch } from '#lib/client/testing/load-branch.ts';
import {
  countRows,
  exportAsText,
  FIRST_CHAT,
  resetDatabase,
  SECOND_CHAT,
  saveSample,
  saveSampleChats,
  toFile,
} from '#lib/client/testing/sample-chats.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../chat-history.ts';
import { deleteChat, purgeDeleted, UNDO_MS } from '../chats/chats.ts';
import { openDatabase } from '../database.ts';
import { exportChats } from './export-chats.ts';
import { importChats } from './import-chats.ts';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await resetDatabase();
});
afterEach(() => void vi.useRealTimers());

describe('an import', () => {
  test('of identical chats changes nothing', async () => {
    await saveSampleChats();
    const before = await exportAsText();
    expect(await importChats(toFile(before))).toEqual({ added: 0, unchanged: 2, copied: 0, omitted: 0 });
    expect(await exportAsText()).toBe(before);
  });

  test('of another state of a chat adds a copy and leaves the stored one unchanged', async () => {
    await saveSampleChats();
    const older = await exportAsText(FIRST_CHAT);
    await saveSample(FIRST_CHAT, '1q3', { parentId: '1a1' });
    const here = await exportAsText(FIRST_CHAT);
    expect(await importChats(toFile(older))).toEqual({ added: 0, unchanged: 0, copied: 1, omitted: 0 });
    expect(await exportAsText(FIRST_CHAT)).toBe(here);
    const copy = (await openDatabase().chats.toArray()).find(
      ({ id }) => id !== FIRST_CHAT && id !== SECOND_CHAT,
    );
    const { messages, versions } = await loadBranch(copy?.id as ChatId);
    expect(messages.map(({ metadata }) => metadata?.runId)).toEqual([undefined, '1a1']);
    expect([...versions.values()]).toMatchObject([{ index: 0 }]);
    expect(await countRows()).toEqual([3, 10, 10]);
  });

  test('restores deleted chats, purged or not', async () => {
    await saveSampleChats();
    const before = await exportAsText();
    await deleteChat(FIRST_CHAT);
    expect(await importChats(toFile(before))).toMatchObject({ added: 1, unchanged: 1 });
    expect(await exportAsText()).toBe(before);
    await deleteChat(FIRST_CHAT);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    expect(await importChats(toFile(before))).toMatchObject({ added: 1, unchanged: 1 });
    await saveSample(FIRST_CHAT, '1q9', { parentId: '1a1' }); // no longer rejected as deleted
    expect(await loadChat(FIRST_CHAT)).toHaveLength(3);
  });

  test('replaces message ids that another chat uses', async () => {
    await saveSampleChats();
    const file = JSON.parse(await exportAsText(SECOND_CHAT));
    file.chats[0].id = 'chat-3';
    expect(await importChats(toFile(file))).toMatchObject({ added: 1, copied: 0 });
    expect(await loadChat('chat-3' as ChatId)).toHaveLength(1);
    expect(await loadChat(SECOND_CHAT)).toHaveLength(1);
  });

  test('of a file that contains a chat twice stores it once, and a differing state as a copy', async () => {
    await saveSampleChats();
    const file = JSON.parse(await exportAsText(SECOND_CHAT));
    await resetDatabase();
    file.chats.push(file.chats[0], { ...file.chats[0], title: 'Another' });
    expect(await importChats(toFile(file))).toEqual({ added: 1, unchanged: 1, copied: 1, omitted: 0 });
    expect(await countRows()).toEqual([2, 2, 2]);
  });

  /** Builds a file of chats that have more messages each than one batch. */
  const manyChats = (count: number) =>
    toFile({
      format: 'runnel-chats',
      version: 1,
      chats: Array.from({ length: count }, (_, chat) => ({
        id: `many-${chat}`,
        title: `Chat ${chat}`,
        createdAt: chat,
        updatedAt: chat,
        headId: `m-${chat}-0`,
        messages: Array.from({ length: 1_001 }, (__, at) => {
          const id = `m-${chat}-${at}`;
          const message = { id, role: 'user', parts: [{ type: 'text', text: 'x' }] };
          return { id, parentId: null, createdAt: at, message };
        }),
      })),
    });

  test('reports its progress', async () => {
    const onProgress = vi.fn();
    await importChats(manyChats(2), { onProgress });
    expect(onProgress.mock.calls.flat()).toEqual([
      { done: 0, total: 2 },
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
    expect(await countRows()).toEqual([2, 2_002, 2_002]);
  });

  test.each([0, 1, 2])('that is cancelled after %j of two chats changes nothing', async (after) => {
    await saveSampleChats();
    const [before, stored] = [await exportAsText(), await countRows()];
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === after && controller.abort();
    const importing = importChats(manyChats(2), { signal: controller.signal, onProgress });
    await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
    expect([await exportAsText(), await countRows()]).toEqual([before, stored]);
  });

  test('that fails halfway, as on a full disk, stores nothing', async () => {
    await saveSampleChats();
    const file = await exportChats();
    await resetDatabase();
    const { texts } = openDatabase();
    // The last write, after those of the chats and messages.
    const add = vi.spyOn(texts, 'bulkAdd');
    add.mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'));
    await expect(importChats(file)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(add).toHaveBeenCalledTimes(1);
    add.mockRestore();
    expect(await countRows()).toEqual([0, 0, 0]);
  });
});
