import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elapse } from '#lib/client/testing/open-session.ts';
import { stubLocalStorage } from '#lib/client/testing/test-setup.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import * as history from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { historyCode, loadHistory } from '../load-history.ts';
import { MessageSaver, type MessageSaverOptions } from './message-saver.ts';

vi.mock('../load-history.ts', { spy: true });

let chatId: ChatId;
let saver: MessageSaver;
let saveCount = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  chatId = newChatId();
  saver = createSaver();
  saveCount = 0;
  const saveMessages: typeof history.saveMessages = (...messages) => {
    saveCount++;
    return history.saveMessages(...messages);
  };
  vi.mocked(loadHistory).mockImplementation(async () => ({ ...history, saveMessages }));
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function createSaver(options: Partial<MessageSaverOptions> = {}): MessageSaver {
  return new MessageSaver({
    chatId,
    getMessages: () => [],
    onUnsaved: (problem) => expect(problem).toBe(false),
    onRestored: () => expect.unreachable(),
    ...options,
  });
}
const question = (): ChatMessage => ({
  id: `${chatId}q`,
  role: 'user',
  parts: [{ type: 'text', text: 'Why?' }],
});
const answer = (text: string): ChatMessage => ({
  id: `${chatId}a`,
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata: { runId: 'r', model: 'm', startedAt: 1 },
});
const checkpoint = (text: string) => saver.checkpoint(answer(text), []);
const savedPart = async () => (await history.loadChat(chatId))?.[0]?.parts[0];

test('the latest state within a second is saved at its end', async () => {
  checkpoint('one');
  await elapse(400);
  checkpoint('one two');
  await elapse(100);
  checkpoint('one two three');
  await elapse(499);
  expect(await savedPart()).toMatchObject({ text: 'one' });
  await elapse(1);
  expect(await savedPart()).toMatchObject({ text: 'one two three' });
});

test('a running answer is saved once a second', async () => {
  for (let word = 1; word <= 100; word++) {
    checkpoint('x'.repeat(word));
    await elapse(100);
  }
  await elapse(1_000);
  expect(await savedPart()).toMatchObject({ text: 'x'.repeat(100) });
  expect(saveCount).toBeGreaterThanOrEqual(10);
  expect(saveCount).toBeLessThanOrEqual(11);
});

test('saving the complete answer cancels a pending checkpoint', async () => {
  checkpoint('one');
  await elapse();
  checkpoint('one two');
  await saver.save(answer('one two three'), []);
  await elapse(2_000);
  expect(await savedPart()).toMatchObject({ text: 'one two three' });
  expect(saveCount).toBe(2);
});

test('closing the chat saves a pending checkpoint immediately', async () => {
  checkpoint('one');
  checkpoint('one two');
  saver.close();
  await elapse();
  expect(await savedPart()).toMatchObject({ text: 'one two' });
});

test('messages are saved in order once the code has loaded after a failure', async () => {
  const unsaved = vi.fn();
  saver = createSaver({ onUnsaved: unsaved });
  const fetched = Promise.withResolvers<typeof history>();
  vi.spyOn(historyCode, 'load').mockReturnValue(fetched.promise);
  vi.mocked(loadHistory).mockRejectedValue(
    Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
  );
  await saver.save(question(), []);
  await saver.save(answer('one'), [question()]);
  expect(unsaved.mock.calls).toEqual([['unloaded'], ['unloaded']]);
  vi.mocked(loadHistory).mockResolvedValue(history);
  fetched.resolve(history);
  await elapse();
  expect(unsaved).toHaveBeenLastCalledWith(false);
  expect(await history.loadChat(chatId)).toEqual([question(), answer('one')]);
  expect((await openDatabase().chats.get(chatId))?.title).toBe('Why?');
});

test('messages whose code never loads are stored by the next page', async () => {
  const items = stubLocalStorage();
  saver = createSaver({ onUnsaved: () => undefined });
  vi.spyOn(historyCode, 'load').mockReturnValue(new Promise(() => {}));
  vi.mocked(loadHistory).mockRejectedValue(
    Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
  );
  await saver.save(question(), []);
  await saver.save(answer('one two'), [question()]);
  expect(items.size).toBe(1);
  await history.restoreUnsavedMessages();
  expect(await history.loadChat(chatId)).toEqual([question(), answer('one two')]);
  expect(items.size).toBe(0);
});

test('the next save includes messages that failed because of missing code', async () => {
  saver = createSaver({ onUnsaved: () => undefined });
  vi.spyOn(historyCode, 'load').mockReturnValue(new Promise(() => {}));
  vi.mocked(loadHistory).mockRejectedValueOnce(
    Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
  );
  await saver.save(question(), []);
  await saver.save(answer('one'), [question()]);
  expect(await history.loadChat(chatId)).toEqual([question(), answer('one')]);
});

test('a message that could not be saved is saved with the next one, and is then no longer reported', async () => {
  const unsaved = vi.fn();
  saver = createSaver({ onUnsaved: unsaved });
  vi.mocked(loadHistory).mockRejectedValueOnce(new Error('no storage'));
  await saver.save(question(), []);
  expect(unsaved.mock.calls).toEqual([['broken']]);
  await saver.save(answer('one'), [question()]);
  expect(unsaved).toHaveBeenLastCalledWith(false);
  expect(await history.loadChat(chatId)).toEqual([question(), answer('one')]);
});

test('a question and its answer are saved in one transaction', async () => {
  await Promise.all([saver.save(question(), []), saver.save(answer(''), [question()])]);
  expect(saveCount).toBe(1);
  expect(await history.loadChat(chatId)).toEqual([question(), answer('')]);
});
