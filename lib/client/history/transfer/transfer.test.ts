import 'fake-indexeddb/auto';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { changeSettings } from '#lib/client/settings/stored-settings.ts';
import { loadBranch } from '#lib/client/testing/load-branch.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage, saveShownBranch } from '../chat-history.ts';
import { deleteChat, pinChat, purgeDeleted, renameChat, UNDO_MS } from '../chats/chats.ts';
import { openDatabase } from '../database.ts';
import { searchHistory } from '../search/search-history.ts';
import { TextIndex } from '../search/text-index.ts';
import { exportChats } from './export-chats.ts';
import { importChats } from './import-chats.ts';
import { MAX_FILE_BYTES } from './read-file.ts';

const first = 'chat-1' as ChatId;
const second = 'chat-2' as ChatId;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await wipe();
});
afterEach(() => void vi.useRealTimers());

async function wipe() {
  await openDatabase().delete();
  await openDatabase().open();
}

async function say(chatId: ChatId, id: string, parentId: string | null, parts: ChatMessage['parts'] = []) {
  vi.setSystemTime(Date.now() + 1);
  const role = id.includes('q') ? 'user' : 'assistant';
  const text = { type: 'text' as const, text: `${id} \ud800 涓流 🙂 \u0000 \u2028 "quoted" \\` };
  const ended = { metadata: { runId: id, model: 'm', startedAt: 1.5, outcome: 'complete' as const } };
  await saveMessage(
    chatId,
    { id, role, parts: [...parts, text], ...(role === 'assistant' ? ended : {}) },
    { parentId },
  );
}

/** Two chats with versions, thoughts, a tool, a file, settings, a pin and a name. */
async function fill() {
  await say(first, '1q1', null, [
    { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' },
  ]);
  await say(first, '1a1', '1q1', [{ type: 'reasoning', text: 'Hm', state: 'done' }]);
  await say(first, '1a2', '1q1', [
    {
      type: 'dynamic-tool',
      toolName: 't',
      toolCallId: 'c',
      state: 'output-available',
      input: { z: 1, a: [null, 1e21] },
      output: { 2: 'b', 1: 'a' },
    },
  ]);
  await say(first, '1q2', '1a2');
  await saveShownBranch(first, '1a1');
  await renameChat(first, 'Mine');
  await pinChat(first);
  await changeSettings(first, { temperature: 0.3, instructions: 'Be brief.' });
  await say(second, '2q1', null);
}

const exported = async (only?: ChatId) => (await exportChats(only)).text();
const fileOf = (value: unknown) => new Blob([typeof value === 'string' ? value : JSON.stringify(value)]);
const counts = async () => {
  const { chats, messages, texts } = openDatabase();
  return Promise.all([chats, messages, texts].map((table) => table.count()));
};

describe('an export', () => {
  test('that is imported after everything was wiped gives the same export, byte for byte', async () => {
    await fill();
    const before = await exportChats();
    const messages = await loadChat(first);
    await wipe();
    expect(await importChats(before)).toEqual({ added: 2, unchanged: 0, copied: 0, omitted: 0 });
    const after = await exportChats();
    expect(new Uint8Array(await after.arrayBuffer())).toEqual(new Uint8Array(await before.arrayBuffer()));
    expect(await loadChat(first)).toEqual(messages);
  });

  test('brings back the branch that was shown, all versions, the list and the search', async () => {
    await fill();
    const file = await exportChats();
    await wipe();
    await importChats(file);
    const { messages, versions } = await loadBranch(first);
    expect(messages.map(({ id }) => id)).toEqual(['1q1', '1a1']);
    expect(versions.get('1a1')).toEqual({ ids: ['1a1', '1a2'], index: 0 });
    const { chats } = openDatabase();
    expect((await chats.orderBy('listOrder').toArray()).map(({ id }) => id)).toEqual([second, first]);
    expect((await searchHistory(new TextIndex(), '1q2', 9)).total).toBe(1);
  });

  test('of one chat has that chat alone', async () => {
    await fill();
    const { chats } = JSON.parse(await exported(second));
    expect(chats.map(({ id }: { id: string }) => id)).toEqual([second]);
    await expect(exportChats(newChatId())).rejects.toMatchObject({ code: 'chat-unknown' });
  });

  test('leaves out what was deleted', async () => {
    await fill();
    await deleteChat(second);
    expect(JSON.parse(await exported()).chats).toHaveLength(1);
  });

  test('of nothing is a file that says so when it is imported', async () => {
    await expect(importChats(await exportChats())).rejects.toMatchObject({ code: 'empty' });
  });
});

describe('an import', () => {
  test('of what is here already changes nothing', async () => {
    await fill();
    const before = await exported();
    expect(await importChats(fileOf(before))).toEqual({ added: 0, unchanged: 2, copied: 0, omitted: 0 });
    expect(await exported()).toBe(before);
  });

  test('of another state of a chat leaves the one here as it is, and puts a copy beside it', async () => {
    await fill();
    const older = await exported(first);
    await say(first, '1q3', '1a1');
    const here = await exported(first);
    expect(await importChats(fileOf(older))).toEqual({ added: 0, unchanged: 0, copied: 1, omitted: 0 });
    expect(await exported(first)).toBe(here);
    const copy = (await openDatabase().chats.toArray()).find(({ id }) => id !== first && id !== second);
    const { messages, versions } = await loadBranch(copy?.id as ChatId);
    expect(messages.map(({ metadata }) => metadata?.runId)).toEqual([undefined, '1a1']);
    expect([...versions.values()]).toMatchObject([{ index: 0 }]);
    expect(await counts()).toEqual([3, 10, 10]);
  });

  test('brings back a chat that was deleted, also one whose undo still runs', async () => {
    await fill();
    const before = await exported();
    await deleteChat(first);
    expect(await importChats(fileOf(before))).toMatchObject({ added: 1, unchanged: 1 });
    expect(await exported()).toBe(before);
    await deleteChat(first);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    expect(await importChats(fileOf(before))).toMatchObject({ added: 1, unchanged: 1 });
    await say(first, '1q9', '1a1'); // no longer refused
    expect(await loadChat(first)).toHaveLength(3);
  });

  test('of messages whose ids are taken by another chat gives them ids of their own', async () => {
    await fill();
    const file = JSON.parse(await exported(second));
    file.chats[0].id = 'chat-3';
    expect(await importChats(fileOf(file))).toMatchObject({ added: 1, copied: 0 });
    expect(await loadChat('chat-3' as ChatId)).toHaveLength(1);
    expect(await loadChat(second)).toHaveLength(1);
  });

  test('of a file that has a chat twice stores it once, and another state of it as a copy', async () => {
    await fill();
    const file = JSON.parse(await exported(second));
    await wipe();
    file.chats.push(file.chats[0], { ...file.chats[0], title: 'Another' });
    expect(await importChats(fileOf(file))).toEqual({ added: 1, unchanged: 1, copied: 1, omitted: 0 });
    expect(await counts()).toEqual([2, 2, 2]);
  });

  const broken = (change: (file: ReturnType<typeof JSON.parse>) => void) => (text: string) => {
    const file = JSON.parse(text);
    change(file);
    return JSON.stringify(file);
  };
  test.each<[string, string, (text: string) => string | Uint8Array<ArrayBuffer>]>([
    ['unreadable', 'half a file', (text) => text.slice(0, -20)],
    ['unreadable', 'an empty file', () => ''],
    ['unreadable', 'a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff])],
    ['unreadable', 'half a zip', () => zipSync({ 'conversations.json': strToU8('[]') }).slice(0, 40)],
    ['unknown-format', 'other JSON', () => '{"a":1}'],
    ['unknown-format', 'null', () => 'null'],
    [
      'newer-version',
      'a later version',
      broken((file) => {
        file.version = 2;
      }),
    ],
    [
      'damaged',
      'no version',
      broken((file) => {
        delete file.version;
      }),
    ],
    [
      'damaged',
      'a chat without messages',
      broken((file) => {
        delete file.chats[1].messages;
      }),
    ],
    [
      'damaged',
      'a chat id of another kind',
      broken((file) => {
        file.chats[1].id = '../x';
      }),
    ],
    [
      'damaged',
      'a head that is not there',
      broken((file) => {
        file.chats[1].headId = 'x';
      }),
    ],
    [
      'damaged',
      'a message twice',
      broken((file) => {
        file.chats[1].messages.push(file.chats[1].messages[0]);
      }),
    ],
    [
      'damaged',
      'a message under another id',
      broken((file) => {
        file.chats[1].messages[0].message.id = 'x';
      }),
    ],
    [
      'damaged',
      'a part that is no part',
      broken((file) => {
        file.chats[1].messages[0].message.parts = [7];
      }),
    ],
    [
      'empty',
      'no chats',
      broken((file) => {
        file.chats = [];
      }),
    ],
    [
      'empty',
      'a zip without conversations',
      () => zipSync({ 'user.json': strToU8('{}') }) as Uint8Array<ArrayBuffer>,
    ],
  ])('is refused as %s: %s; and nothing of it is stored', async (code, _, change) => {
    await fill();
    const text = await exported();
    await wipe();
    await expect(importChats(new Blob([change(text)]))).rejects.toMatchObject({
      name: 'TransferError',
      code,
    });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('of a giant file is refused before it is read', async () => {
    const file = new Blob(['{}']);
    Object.defineProperty(file, 'size', { value: MAX_FILE_BYTES + 1 });
    const read = vi.spyOn(file, 'arrayBuffer');
    await expect(importChats(file)).rejects.toMatchObject({ code: 'too-large' });
    expect(read).not.toHaveBeenCalled();
  });

  /** A file of so many chats, each with more messages than are stored at once. */
  const manyChats = (count: number) =>
    fileOf({
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

  test('tells how far it is', async () => {
    const onProgress = vi.fn();
    await importChats(manyChats(2), { onProgress });
    expect(onProgress.mock.calls.flat()).toEqual([
      { done: 0, total: 2 },
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
    expect(await counts()).toEqual([2, 2_002, 2_002]);
  });

  test.each([0, 1, 2])(
    'that is cancelled after %j of two chats leaves everything as it was',
    async (after) => {
      await fill();
      const [before, stored] = [await exported(), await counts()];
      const controller = new AbortController();
      const onProgress = ({ done }: { done: number }) => done === after && controller.abort();
      const importing = importChats(manyChats(2), { signal: controller.signal, onProgress });
      await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
      expect([await exported(), await counts()]).toEqual([before, stored]);
    },
  );

  test('that fails in the middle, as on a full disk, stores nothing', async () => {
    await fill();
    const file = await exportChats();
    await wipe();
    const { texts } = openDatabase();
    // The last of the writes: chats and messages have been written before it.
    const add = vi.spyOn(texts, 'bulkAdd');
    add.mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'));
    await expect(importChats(file)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(add).toHaveBeenCalledTimes(1);
    add.mockRestore();
    expect(await counts()).toEqual([0, 0, 0]);
  });
});
