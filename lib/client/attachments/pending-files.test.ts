import { expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { pendingFilesOf } from './pending-files.ts';

const text = (name: string, words: string) => new File([words], name, { type: 'text/plain' });
const settled = (files: ReturnType<typeof pendingFilesOf>) =>
  vi.waitFor(() => expect(files.getFiles().every(({ state }) => state !== 'reading')).toBe(true));

test('files are read each for itself, and one that is refused says why', async () => {
  const files = pendingFilesOf('one' as ChatId);
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

test('one that is taken off while it is read does not come back', async () => {
  const files = pendingFilesOf('two' as ChatId);
  files.add([text('a.txt', 'words'), text('b.txt', 'words')]);
  files.remove(files.getFiles()[0]?.id ?? 0);
  await settled(files);
  expect(files.getFiles().map(({ name }) => name)).toEqual(['b.txt']);
});

test('those of one chat are there again when it is looked at again, and in no other', async () => {
  pendingFilesOf('three' as ChatId).add([text('a.txt', 'words')]);
  await settled(pendingFilesOf('three' as ChatId));
  expect(pendingFilesOf('three' as ChatId).getFiles()).toHaveLength(1);
  expect(pendingFilesOf('new').getFiles()).toEqual([]);
});
