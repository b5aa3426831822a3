import 'fake-indexeddb/auto';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { countRows, exportAsText, resetDatabase, saveSampleChats } from '#lib/client/testing/sample-chats.ts';
import { importChats } from './import-chats.ts';
import { MAX_FILE_BYTES } from './read-file.ts';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await resetDatabase();
});
afterEach(() => void vi.useRealTimers());

describe('an import is rejected and stores nothing', () => {
  const withChange = (change: (file: ReturnType<typeof JSON.parse>) => void) => (text: string) => {
    const file = JSON.parse(text);
    change(file);
    return JSON.stringify(file);
  };
  test.each<[string, string, (text: string) => string | Uint8Array<ArrayBuffer>]>([
    ['unreadable', 'half a file', (text) => text.slice(0, -20)],
    ['unreadable', 'an empty file', () => ''],
    ['unreadable', 'an image', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff])],
    ['unreadable', 'half a zip', () => zipSync({ 'conversations.json': strToU8('[]') }).slice(0, 40)],
    ['unknown-format', 'other JSON', () => '{"a":1}'],
    ['unknown-format', 'null', () => 'null'],
    [
      'newer-version',
      'a later version',
      withChange((file) => {
        file.version = 2;
      }),
    ],
    [
      'damaged',
      'no version',
      withChange((file) => {
        delete file.version;
      }),
    ],
    [
      'damaged',
      'a chat without messages',
      withChange((file) => {
        delete file.chats[1].messages;
      }),
    ],
    [
      'damaged',
      'an invalid chat id',
      withChange((file) => {
        file.chats[1].id = '../x';
      }),
    ],
    [
      'damaged',
      'a missing head',
      withChange((file) => {
        file.chats[1].headId = 'x';
      }),
    ],
    [
      'damaged',
      'a duplicate message',
      withChange((file) => {
        file.chats[1].messages.push(file.chats[1].messages[0]);
      }),
    ],
    [
      'damaged',
      'inconsistent message ids',
      withChange((file) => {
        file.chats[1].messages[0].message.id = 'x';
      }),
    ],
    [
      'damaged',
      'an invalid part',
      withChange((file) => {
        file.chats[1].messages[0].message.parts = [7];
      }),
    ],
    [
      'empty',
      'no chats',
      withChange((file) => {
        file.chats = [];
      }),
    ],
    [
      'empty',
      'a zip without conversations',
      () => zipSync({ 'user.json': strToU8('{}') }) as Uint8Array<ArrayBuffer>,
    ],
  ])('with the error %s: %s', async (code, _, change) => {
    await saveSampleChats();
    const text = await exportAsText();
    await resetDatabase();
    await expect(importChats(new Blob([change(text)]))).rejects.toMatchObject({
      name: 'TransferError',
      code,
    });
    expect(await countRows()).toEqual([0, 0, 0]);
  });

  test('of more than 256 MiB is rejected before it is read', async () => {
    const file = new Blob(['{}']);
    Object.defineProperty(file, 'size', { value: MAX_FILE_BYTES + 1 });
    const read = vi.spyOn(file, 'arrayBuffer');
    await expect(importChats(file)).rejects.toMatchObject({ code: 'too-large' });
    expect(read).not.toHaveBeenCalled();
  });
});
