import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { runSettingsSchema } from '#lib/protocol/start-run.ts';
import { saveMessage } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import {
  changeDefaults,
  changeSettings,
  loadDefaults,
  loadSettings,
  mergeSettings,
  readSettings,
  toRunSettings,
} from './stored-settings.ts';

let chatId: ChatId;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
  await saveMessage(
    chatId,
    { id: chatId, role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
    { parentId: null },
  );
});

describe('settings as they are read', () => {
  test('leave out what this version does not know or would not accept, and keep the rest', () => {
    const stored = { model: 'm', temperature: 3, reasoningEffort: 'wild', smooth: 'yes', colour: 'blue' };
    expect(readSettings(stored)).toEqual({ model: 'm' });
  });

  test.each([undefined, null, 'text', 7, []])('of %j are none', (stored) => {
    expect(readSettings(stored)).toEqual({});
  });
});

describe('what counts', () => {
  test('is the chat’s own over the default', () => {
    const defaults = { model: 'm', temperature: 1, instructions: 'Be brief.' };
    expect(mergeSettings(defaults, { temperature: 0, instructions: '' })).toEqual({
      model: 'm',
      temperature: 0,
      instructions: '',
    });
  });

  test('travels with a run as the server takes it: no model, no looks, no titles, no empty instructions', () => {
    const settings = toRunSettings({
      model: 'm',
      smooth: true,
      lineNumbers: true,
      titles: 'first-words',
      temperature: 0,
      instructions: '',
    });
    expect(settings).toEqual({ temperature: 0 });
    expect(runSettingsSchema.parse(settings)).toEqual(settings);
    expect(toRunSettings({ instructions: 'Be brief.' })).toEqual({ instructions: 'Be brief.' });
  });
});

describe('settings as they are kept', () => {
  test('are none at first', async () => {
    expect(await loadDefaults()).toEqual({});
    expect(await loadSettings(newChatId())).toEqual({ own: {}, effective: {} });
  });

  test('change field by field, and a field is taken away by undefined', async () => {
    await changeDefaults({ model: 'm', temperature: 1 });
    await changeDefaults({ temperature: undefined, smooth: false });
    expect(await loadDefaults()).toEqual({ model: 'm', smooth: false });
  });

  test('of a chat stay with it when it goes on', async () => {
    await changeDefaults({ model: 'm', temperature: 1 });
    await changeSettings(chatId, { temperature: 0.2 });
    await saveMessage(chatId, { id: `${chatId}2`, role: 'user', parts: [] }, { parentId: chatId });
    expect(await loadSettings(chatId)).toEqual({
      own: { temperature: 0.2 },
      effective: { model: 'm', temperature: 0.2 },
    });
  });

  test('of two tabs that change different fields at once are both kept', async () => {
    await Promise.all([changeSettings(chatId, { model: 'm' }), changeSettings(chatId, { temperature: 2 })]);
    expect((await loadSettings(chatId)).own).toEqual({ model: 'm', temperature: 2 });
  });

  test('of a chat that is not stored are a clear error', async () => {
    await expect(changeSettings(newChatId(), {})).rejects.toMatchObject({ code: 'chat-unknown' });
  });
});
