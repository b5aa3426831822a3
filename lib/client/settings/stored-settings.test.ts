import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import { readChosenSettings } from './chosen-settings.ts';
import { changeDefaults, changeSettings } from './stored-settings.ts';

let chatId: ChatId;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
  const hello = { id: chatId, role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] };
  await saveMessage(chatId, hello, { parentId: null });
});

test('there are no settings at first', async () => {
  expect(await readChosenSettings(chatId)).toEqual({ own: {}, defaults: {} });
  expect(await readChosenSettings(newChatId())).toEqual({ own: {}, defaults: {} });
});

test('the defaults change field by field, and undefined removes a field', async () => {
  await changeDefaults({ model: 'm', temperature: 1 });
  expect(await changeDefaults({ temperature: undefined, smooth: false })).toEqual({
    model: 'm',
    smooth: false,
  });
  expect((await readChosenSettings(chatId)).defaults).toEqual({ model: 'm', smooth: false });
});

test('a chat keeps its settings when further messages are saved', async () => {
  await changeDefaults({ model: 'm', temperature: 1 });
  await changeSettings(chatId, { temperature: 0.2 });
  await saveMessage(chatId, { id: `${chatId}2`, role: 'user', parts: [] }, { parentId: chatId });
  expect(await readChosenSettings(chatId)).toEqual({
    own: { temperature: 0.2 },
    defaults: { model: 'm', temperature: 1 },
  });
});

test('concurrent changes of different fields are both stored', async () => {
  await Promise.all([changeSettings(chatId, { model: 'm' }), changeSettings(chatId, { temperature: 2 })]);
  expect((await readChosenSettings(chatId)).own).toEqual({ model: 'm', temperature: 2 });
});

test('changing the settings of an unknown chat is rejected', async () => {
  await expect(changeSettings(newChatId(), {})).rejects.toMatchObject({ code: 'chat-unknown' });
});
