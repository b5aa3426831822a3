import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../history/database.ts';
import { addPrompt, changePrompt, deletePrompt, listPrompts } from './prompts.ts';

beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
});
const names = async (locale = 'en') => (await listPrompts(locale)).map(({ name }) => name);

test('prompts are sorted by name in the reader’s locale', async () => {
  for (const name of ['Item 10', 'Zebra', 'item 9', 'Ähnlich']) await addPrompt('text', name);
  expect(await names('de')).toEqual(['Ähnlich', 'item 9', 'Item 10', 'Zebra']);
});

test('the name of a prompt defaults to its first words', async () => {
  expect((await addPrompt(`Translate\n this ${'x'.repeat(99)}`)).name).toBe(
    `Translate this ${'x'.repeat(65)}`,
  );
});

test('the name and the text of a prompt can be changed separately', async () => {
  const { id } = await addPrompt('one', 'Name');
  expect(await changePrompt(id, { text: 'two' })).toBe(true);
  expect(await listPrompts('en')).toMatchObject([{ name: 'Name', text: 'two' }]);
  expect(await changePrompt(id, { name: ' ' })).toBe(true);
  expect(await names()).toEqual(['two']);
});

test('changing a deleted prompt returns false', async () => {
  const { id } = await addPrompt('one');
  await deletePrompt(id);
  expect(await names()).toEqual([]);
  expect(await changePrompt(id, { text: 'two' })).toBe(false);
});
