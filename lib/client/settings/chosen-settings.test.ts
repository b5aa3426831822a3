import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import { choose, keepUnstored, onChosen, readChosen, settingsForRun } from './chosen-settings.ts';

let chatId: ChatId;

beforeEach(() => {
  chatId = newChatId();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await openDatabase().settings.clear();
});

const begin = () =>
  saveMessage(chatId, { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }, null);

test('a chat that nothing was chosen for is asked without settings', async () => {
  expect(await settingsForRun(chatId)).toBeUndefined();
});

test('what was chosen before the first message counts for it, and is stored with it', async () => {
  await choose(chatId, { temperature: 0.5, model: 'm' });
  expect(await settingsForRun(chatId)).toEqual({ temperature: 0.5 });
  await begin();
  await keepUnstored(chatId);
  expect((await openDatabase().chats.get(chatId))?.settings).toEqual({ temperature: 0.5, model: 'm' });
  await choose(chatId, { temperature: undefined });
  expect((await readChosen(chatId)).own).toEqual({ model: 'm' });
});

test('a choice that is taken back before the first message is none', async () => {
  await choose(chatId, { temperature: 0.5 });
  await choose(chatId, { temperature: undefined });
  expect(await settingsForRun(chatId)).toBeUndefined();
});

test('the settings of every chat count where a chat has none of its own', async () => {
  await choose('defaults', { instructions: 'Be brief.', temperature: 1 });
  await begin();
  await choose(chatId, { temperature: 0 });
  expect(await settingsForRun(chatId)).toEqual({ instructions: 'Be brief.', temperature: 0 });
  expect(await settingsForRun(newChatId())).toEqual({ instructions: 'Be brief.', temperature: 1 });
});

test('a browser that keeps nothing forgets no choice as long as the page is there', async () => {
  vi.spyOn(openDatabase().chats, 'get').mockRejectedValue(new Error('no storage'));
  await choose(chatId, { temperature: 0.2 });
  expect(await settingsForRun(chatId)).toEqual({ temperature: 0.2 });
});

test('who listens hears of a choice until they stop listening', async () => {
  const heard = vi.fn();
  const stop = onChosen(heard);
  await choose(chatId, { temperature: 0.2 });
  stop();
  await choose(chatId, { temperature: 0.3 });
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a choice made while the code for settings fails to load takes effect once it loads', async () => {
  vi.resetModules();
  vi.doMock('./chat-settings.ts', () => {
    throw new Error('Failed to load chunk');
  });
  const offline = await import('./chosen-settings.ts');
  await offline.choose(chatId, { temperature: 0.2 });
  expect((await offline.readChosen(chatId)).own).toEqual({ temperature: 0.2 });
  expect(await offline.settingsForRun(chatId)).toBeUndefined();
  await expect(offline.keepUnstored(chatId)).resolves.toBeUndefined();
  vi.doUnmock('./chat-settings.ts');
  expect(await offline.settingsForRun(chatId)).toEqual({ temperature: 0.2 });
});
