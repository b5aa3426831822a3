import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../history/database.ts';
import { addPrompt, changePrompt, deletePrompt, listPrompts } from './prompts.ts';

beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
});
const names = async (locale = 'en') => (await listPrompts(locale)).map(({ name }) => name);

test('prompts are listed by name as the reader would look for them', async () => {
  for (const name of ['Item 10', 'Zebra', 'item 9', 'Ähnlich']) await addPrompt('text', name);
  expect(await names('de')).toEqual(['Ähnlich', 'item 9', 'Item 10', 'Zebra']);
});

test('a prompt without a name has its first words for one', async () => {
  expect((await addPrompt(`Translate\n this ${'x'.repeat(99)}`)).name).toBe(
    `Translate this ${'x'.repeat(65)}`,
  );
});

test('a prompt is changed in its name, its text, or both', async () => {
  const { id } = await addPrompt('one', 'Name');
  expect(await changePrompt(id, { text: 'two' })).toBe(true);
  expect(await listPrompts('en')).toMatchObject([{ name: 'Name', text: 'two' }]);
  expect(await changePrompt(id, { name: ' ' })).toBe(true);
  expect(await names()).toEqual(['two']);
});

test('a prompt that was deleted is gone, and changing it says so', async () => {
  const { id } = await addPrompt('one');
  await deletePrompt(id);
  expect(await names()).toEqual([]);
  expect(await changePrompt(id, { text: 'two' })).toBe(false);
});
