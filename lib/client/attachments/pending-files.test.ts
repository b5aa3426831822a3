import { afterEach, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { attachmentsCode } from './attachments-code.ts';
import { getPendingFiles } from './pending-files.ts';

const text = (name: string, words: string) => new File([words], name, { type: 'text/plain' });
const settled = (files: ReturnType<typeof getPendingFiles>) =>
  vi.waitFor(() => expect(files.getFiles().every(({ state }) => state !== 'reading')).toBe(true));

afterEach(() => vi.restoreAllMocks());

test('files are read independently, and a refused file has a reason', async () => {
  const files = getPendingFiles('one' as ChatId);
  files.add([text('a.txt', 'words'), text('b.txt', '')]);
  expect(files.getFiles().map(({ state }) => state)).toEqual(['reading', 'reading']);
  await settled(files);
  expect(files.getFiles()).toMatchObject([
    { name: 'a.txt', state: 'ready' },
    { name: 'b.txt', state: 'refused', reason: 'empty' },
  ]);
  expect(files.take()).toMatchObject([{ type: 'file', filename: 'a.txt' }]);
  expect(files.getFiles()).toEqual([]);
});

test('a file removed while it is read does not reappear', async () => {
  const files = getPendingFiles('two' as ChatId);
  files.add([text('a.txt', 'words'), text('b.txt', 'words')]);
  files.remove(files.getFiles()[0]?.id ?? 0);
  await settled(files);
  expect(files.getFiles().map(({ name }) => name)).toEqual(['b.txt']);
});

test('each chat has its own files', async () => {
  getPendingFiles('three' as ChatId).add([text('a.txt', 'words')]);
  await settled(getPendingFiles('three' as ChatId));
  expect(getPendingFiles('three' as ChatId).getFiles()).toHaveLength(1);
  expect(getPendingFiles('new').getFiles()).toEqual([]);
});

test('a file waits for the code that reads it and can be removed meanwhile', async () => {
  const files = getPendingFiles('four' as ChatId);
  const fetched = Promise.withResolvers<typeof import('./attachments.ts')>();
  vi.spyOn(attachmentsCode, 'load')
    .mockReturnValueOnce(Promise.reject(new Error('offline')))
    .mockReturnValueOnce(fetched.promise)
    .mockReturnValueOnce(Promise.reject(new Error('offline')))
    .mockReturnValueOnce(fetched.promise);
  files.add([text('a.txt', 'words'), text('b.txt', 'words')]);
  await vi.waitFor(() => expect(files.getFiles().map(({ state }) => state)).toEqual(['unread', 'unread']));
  files.remove(files.getFiles()[1]?.id ?? 0);
  fetched.resolve(await import('./attachments.ts'));
  await vi.waitFor(() => expect(files.getFiles()).toMatchObject([{ name: 'a.txt', state: 'ready' }]));
  expect(files.take()).toMatchObject([{ filename: 'a.txt' }]);
});

test('clear removes all files', async () => {
  const files = getPendingFiles('five' as ChatId);
  files.add([text('a.txt', 'words'), text('b.txt', 'words')]);
  files.clear();
  await settled(files);
  expect(files.getFiles()).toEqual([]);
});
