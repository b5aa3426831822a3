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

const saveFirstMessage = () =>
  saveMessage(
    chatId,
    { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Hello?' }] },
    { parentId: null },
  );

test('a run has no settings if none were chosen', async () => {
  expect(await loadRunSettings(chatId)).toBeUndefined();
});

test('settings chosen before the first message apply to it and are stored with it', async () => {
  await chooseSettings(chatId, { temperature: 0.5, model: 'm' });
  expect(await loadRunSettings(chatId)).toEqual({ temperature: 0.5 });
  await saveFirstMessage();
  await savePendingSettings(chatId);
  expect((await openDatabase().chats.get(chatId))?.settings).toEqual({ temperature: 0.5, model: 'm' });
  await chooseSettings(chatId, { temperature: undefined });
  expect((await readChosenSettings(chatId)).own).toEqual({ model: 'm' });
});

test('a setting that is reset before the first message does not apply', async () => {
  await chooseSettings(chatId, { temperature: 0.5 });
  await chooseSettings(chatId, { temperature: undefined });
  expect(await loadRunSettings(chatId)).toBeUndefined();
});

test('the defaults apply to fields that a chat does not override', async () => {
  await chooseSettings('defaults', { instructions: 'Be brief.', temperature: 1 });
  await saveFirstMessage();
  await chooseSettings(chatId, { temperature: 0 });
  expect(await loadRunSettings(chatId)).toEqual({ instructions: 'Be brief.', temperature: 0 });
  expect(await loadRunSettings(newChatId())).toEqual({ instructions: 'Be brief.', temperature: 1 });
});

test('without storage, settings apply as long as the page lives', async () => {
  vi.spyOn(openDatabase().chats, 'get').mockRejectedValue(new Error('no storage'));
  await chooseSettings(chatId, { temperature: 0.2 });
  expect(await loadRunSettings(chatId)).toEqual({ temperature: 0.2 });
});

test('listeners are notified of choices until they unsubscribe', async () => {
  const listener = vi.fn();
  const unsubscribe = onSettingsChosen(listener);
  await chooseSettings(chatId, { temperature: 0.2 });
  unsubscribe();
  await chooseSettings(chatId, { temperature: 0.3 });
  expect(listener).toHaveBeenCalledTimes(1);
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
