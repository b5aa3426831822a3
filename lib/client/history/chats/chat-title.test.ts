import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseSettings } from '#lib/client/settings/chosen-settings.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { followChat, requestTitle } from './chat-title.ts';
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
  fetched = vi.fn<typeof fetch>(async () => completion('Blue sky'));
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const completion = (content: string) =>
  Response.json({ choices: [{ message: { role: 'assistant', content } }] });
const title = async () => (await openDatabase().chats.get(chatId))?.title;

test('the model is asked for a title once, even by two tabs at the same time', async () => {
  await Promise.all([requestTitle(chatId, exchange, model), requestTitle(chatId, exchange, model)]);
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Blue sky');
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('without a title from the model, the first words stay and no further request is made', async () => {
  fetched.mockImplementation(async () => completion(''));
  await requestTitle(chatId, exchange, model);
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Why is the sky blue?');
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('no title is requested from the demo, or if the reader prefers the first words', async () => {
  await requestTitle(chatId, exchange, { ...model, provider: 'demo' });
  await chooseSettings('defaults', { titles: 'first-words' });
  await requestTitle(chatId, exchange, model);
  expect(fetched).not.toHaveBeenCalled();
  await chooseSettings('defaults', { titles: 'model' });
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Blue sky');
});

test('a name that the reader gives during the request wins', async () => {
  fetched.mockImplementation(async () => {
    await renameChat(chatId, 'Mine');
    return completion('Blue sky');
  });
  await requestTitle(chatId, exchange, model);
  expect(await title()).toBe('Mine');
});

test('a chat deleted during the request stays deleted', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  fetched.mockImplementation(async () => {
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    return completion('Blue sky');
  });
  await requestTitle(chatId, exchange, model);
  expect(await openDatabase().chats.toArray()).toEqual([]);
});

test('no title is requested without storage', async () => {
  vi.spyOn(openDatabase().chats, 'where').mockImplementation(() => {
    throw new DOMException('refused', 'SecurityError');
  });
  await requestTitle(chatId, exchange, model);
  vi.restoreAllMocks();
  expect(fetched).not.toHaveBeenCalled();
});

test('listeners receive the title and its changes until they unsubscribe', async () => {
  const [onTitle, other] = [vi.fn(), vi.fn()];
  const unsubscribe = followChat(chatId, (chat) => onTitle(chat?.title));
  const unsubscribeOther = followChat(chatId, (chat) => other(chat?.title));
  await vi.waitFor(() => expect(onTitle).toHaveBeenLastCalledWith('Why is the sky blue?'));
  await renameChat(chatId, 'Mine');
  await vi.waitFor(() => expect(onTitle).toHaveBeenLastCalledWith('Mine'));
  unsubscribe();
  await renameChat(chatId, 'Yours');
  await vi.waitFor(() => expect(other).toHaveBeenLastCalledWith('Yours'));
  expect(onTitle).not.toHaveBeenCalledWith('Yours');
  unsubscribeOther();
});
