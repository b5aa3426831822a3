import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import {
  chooseSettings,
  loadRunSettings,
  onSettingsChosen,
  readChosenSettings,
  savePendingSettings,
} from './chosen-settings.ts';

let chatId: ChatId;

beforeEach(() => {
  chatId = newChatId();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await openDatabase().settings.clear();
});

const begin = () =>
  saveMessage(
    chatId,
    { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Hello?' }] },
    { parentId: null },
  );

test('a chat that nothing was chosen for is asked without settings', async () => {
  expect(await loadRunSettings(chatId)).toBeUndefined();
});

test('what was chosen before the first message counts for it, and is stored with it', async () => {
  await chooseSettings(chatId, { temperature: 0.5, model: 'm' });
  expect(await loadRunSettings(chatId)).toEqual({ temperature: 0.5 });
  await begin();
  await savePendingSettings(chatId);
  expect((await openDatabase().chats.get(chatId))?.settings).toEqual({ temperature: 0.5, model: 'm' });
  await chooseSettings(chatId, { temperature: undefined });
  expect((await readChosenSettings(chatId)).own).toEqual({ model: 'm' });
});

test('a choice that is taken back before the first message is none', async () => {
  await chooseSettings(chatId, { temperature: 0.5 });
  await chooseSettings(chatId, { temperature: undefined });
  expect(await loadRunSettings(chatId)).toBeUndefined();
});

test('the settings of every chat count where a chat has none of its own', async () => {
  await chooseSettings('defaults', { instructions: 'Be brief.', temperature: 1 });
  await begin();
  await chooseSettings(chatId, { temperature: 0 });
  expect(await loadRunSettings(chatId)).toEqual({ instructions: 'Be brief.', temperature: 0 });
  expect(await loadRunSettings(newChatId())).toEqual({ instructions: 'Be brief.', temperature: 1 });
});

test('a browser that keeps nothing forgets no choice as long as the page is there', async () => {
  vi.spyOn(openDatabase().chats, 'get').mockRejectedValue(new Error('no storage'));
  await chooseSettings(chatId, { temperature: 0.2 });
  expect(await loadRunSettings(chatId)).toEqual({ temperature: 0.2 });
});

test('who listens hears of a choice until they stop listening', async () => {
  const heard = vi.fn();
  const stop = onSettingsChosen(heard);
  await chooseSettings(chatId, { temperature: 0.2 });
  stop();
  await chooseSettings(chatId, { temperature: 0.3 });
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a choice made while the code for settings fails to load takes effect once it loads', async () => {
  vi.resetModules();
  vi.doMock('./stored-settings.ts', () => {
    throw new Error('Failed to load chunk');
  });
  const offline = await import('./chosen-settings.ts');
  await offline.chooseSettings(chatId, { temperature: 0.2 });
  expect((await offline.readChosenSettings(chatId)).own).toEqual({ temperature: 0.2 });
  expect(await offline.loadRunSettings(chatId)).toBeUndefined();
  await expect(offline.savePendingSettings(chatId)).resolves.toBeUndefined();
  vi.doUnmock('./stored-settings.ts');
  expect(await offline.loadRunSettings(chatId)).toEqual({ temperature: 0.2 });
});
