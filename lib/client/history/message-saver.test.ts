import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { elapse } from '../testing/open-session.ts';
import * as history from './chat-history.ts';
import { openDatabase } from './database.ts';
import { historyCode, loadHistory } from './load-history.ts';
import { MessageSaver, untilSaved } from './message-saver.ts';

vi.mock('./load-history.ts', { spy: true });

let chatId: ChatId;
let keeper: MessageSaver;
let stores = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  chatId = newChatId();
  keeper = new MessageSaver(chatId, () => expect.unreachable());
  stores = 0;
  const saveMessage: typeof history.saveMessage = (...message) => {
    stores++;
    return history.saveMessage(...message);
  };
  vi.mocked(loadHistory).mockImplementation(async () => ({ ...history, saveMessage }));
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const written = (text: string): ChatMessage => ({
  id: `${chatId}a`,
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata: { runId: 'r', model: 'm', startedAt: 1 },
});
const tell = (text: string) => keeper.checkpoint(written(text), []);
const kept = async () => (await history.loadChat(chatId))?.[0]?.parts[0];

test('words that came within a second are kept at its end, though nothing came after them', async () => {
  tell('one');
  await elapse(400);
  tell('one two');
  await elapse(100);
  tell('one two three');
  await elapse(499);
  expect(await kept()).toMatchObject({ text: 'one' });
  await elapse(1);
  expect(await kept()).toMatchObject({ text: 'one two three' });
});

test('an answer that is written for ten seconds is stored once a second', async () => {
  for (let word = 1; word <= 100; word++) {
    tell('x'.repeat(word));
    await elapse(100);
  }
  await elapse(1_000);
  expect(await kept()).toMatchObject({ text: 'x'.repeat(100) });
  expect(stores).toBeGreaterThanOrEqual(10);
  expect(stores).toBeLessThanOrEqual(11);
});

test('an answer that has ended is not followed by an earlier state of it', async () => {
  tell('one');
  tell('one two');
  await keeper.save(written('one two three'), []);
  await elapse(2_000);
  expect(await kept()).toMatchObject({ text: 'one two three' });
  expect(stores).toBe(2);
});

test('what waits when the chat is left is kept at once', async () => {
  tell('one');
  tell('one two');
  keeper.close();
  await elapse();
  expect(await kept()).toMatchObject({ text: 'one two' });
});

test('messages are stored, in order, once the code for it loads after a failure', async () => {
  const question: ChatMessage = { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Why?' }] };
  const unsaved = vi.fn();
  keeper = new MessageSaver(chatId, unsaved);
  const fetched = Promise.withResolvers<typeof history>();
  vi.spyOn(historyCode, 'load').mockReturnValue(fetched.promise);
  vi.mocked(loadHistory).mockRejectedValue(
    Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
  );
  await keeper.save(question, []);
  await keeper.save(written('one'), [question]);
  expect(unsaved.mock.calls).toEqual([['unloaded'], ['unloaded']]);
  vi.mocked(loadHistory).mockResolvedValue(history);
  fetched.resolve(history);
  await elapse();
  expect(unsaved).toHaveBeenLastCalledWith(false);
  expect(await history.loadChat(chatId)).toEqual([question, written('one')]);
  expect((await openDatabase().chats.get(chatId))?.title).toBe('Why?');
});

test('the next save also stores messages that failed before because of missing code', async () => {
  const question: ChatMessage = { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Why?' }] };
  keeper = new MessageSaver(chatId, () => undefined);
  vi.spyOn(historyCode, 'load').mockReturnValue(new Promise(() => {}));
  vi.mocked(loadHistory).mockRejectedValueOnce(
    Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
  );
  await keeper.save(question, []);
  await keeper.save(written('one'), [question]);
  expect(await history.loadChat(chatId)).toEqual([question, written('one')]);
});

test('what is to be asked waits for a slow storage, and not for ever for one that does not answer', async () => {
  const storage = Promise.withResolvers<void>();
  const asked = vi.fn();
  void untilSaved(storage.promise).then(asked);
  await elapse(3_000);
  expect(asked).not.toHaveBeenCalled();
  storage.resolve();
  await elapse(1);
  expect(asked).toHaveBeenCalledTimes(1);
  void untilSaved(new Promise(() => {})).then(asked);
  await elapse(5_000);
  expect(asked).toHaveBeenCalledTimes(2);
});
