import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseSettings } from '#lib/client/settings/chosen-settings.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { followTitle, requestTitle } from './chat-title.ts';
import { deleteChat, purgeDeleted, renameChat, UNDO_MS } from './chats.ts';

const model: ModelInfo = {
  id: 'm',
  label: 'M',
  provider: 'openai',
  can: { reasoning: false, tools: true, images: false },
};
const exchange: ChatMessage[] = [
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Why is the sky blue?' }] },
  { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'It scatters.' }] },
];

let chatId: ChatId;
let fetched: ReturnType<typeof vi.fn<typeof fetch>>;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
  await saveMessage(chatId, exchange[0]!, { parentId: null });
  fetched = vi.fn<typeof fetch>(async () => says('Blue sky'));
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const says = (content: string) => Response.json({ choices: [{ message: { role: 'assistant', content } }] });
const title = async () => (await openDatabase().chats.get(chatId))?.title;

test('a chat gets its title from the model, asked once, also by two tabs at once', async () => {
  await Promise.all([requestTitle(chatId, exchange, model), requestTitle(chatId, exchange, model)]);
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Blue sky');
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('a model that has no title leaves the first words, and is not asked again', async () => {
  fetched.mockImplementation(async () => says(''));
  await requestTitle(chatId, exchange, model);
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Why is the sky blue?');
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('the demo is not asked, and no model where the reader wants the first words', async () => {
  await requestTitle(chatId, exchange, { ...model, provider: 'demo' });
  await chooseSettings('defaults', { titles: 'first-words' });
  await requestTitle(chatId, exchange, model);
  expect(fetched).not.toHaveBeenCalled();
  await chooseSettings('defaults', { titles: 'model' });
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Blue sky');
});

test('a name that a person gives while the model thinks of one stays', async () => {
  fetched.mockImplementation(async () => {
    await renameChat(chatId, 'Mine');
    return says('Blue sky');
  });
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Mine');
});

test('a chat that is deleted while the model thinks stays deleted', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  fetched.mockImplementation(async () => {
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    return says('Blue sky');
  });
  await requestTitle(chatId, exchange, model);
  expect(await openDatabase().chats.toArray()).toEqual([]);
});

test('a browser that keeps nothing asks no model', async () => {
  vi.spyOn(openDatabase().chats, 'where').mockImplementation(() => {
    throw new DOMException('refused', 'SecurityError');
  });
  await requestTitle(chatId, exchange, model);
  vi.restoreAllMocks();
  expect(fetched).not.toHaveBeenCalled();
});

test('whoever follows a title is told of it and of each change, until they leave', async () => {
  const [told, stayed] = [vi.fn(), vi.fn()];
  const leave = followTitle(chatId, told);
  const leaveLater = followTitle(chatId, stayed);
  await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith('Why is the sky blue?'));
  await renameChat(chatId, 'Mine');
  await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith('Mine'));
  leave();
  await renameChat(chatId, 'Yours');
  await vi.waitFor(() => expect(stayed).toHaveBeenLastCalledWith('Yours'));
  expect(told).not.toHaveBeenCalledWith('Yours');
  leaveLater();
});
