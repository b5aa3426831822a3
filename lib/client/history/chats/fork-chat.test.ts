import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { renameChat } from './chats.ts';
import { forkChat } from './fork-chat.ts';

let chatId: ChatId;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
});
afterEach(() => void vi.useRealTimers());

async function say(id: string, parentId: string | null, outcome: Outcome | 'none' = 'complete') {
  vi.setSystemTime(Date.now() + 1);
  const role = id.startsWith('q') ? 'user' : 'assistant';
  const metadata = { runId: id, model: 'm', startedAt: 1, ...(outcome === 'none' ? {} : { outcome }) };
  const message: ChatMessage = { id, role, parts: [{ type: 'text', text: id }] };
  await saveMessage(chatId, role === 'user' ? message : { ...message, metadata }, { parentId });
}
const shown = async (of = chatId) => (await loadChat(of))?.map(({ id }) => id);
const stored = () => openDatabase().messages.count();

async function saveTwoExchanges() {
  await say('q1', null);
  await say('a1', 'q1');
  await say('q2', 'a1');
  await say('a2', 'q2');
}

describe('a fork', () => {
  test('contains the branch up to the message and leaves the original unchanged', async () => {
    await saveTwoExchanges();
    const forkId = await forkChat(chatId, 'a1');
    const texts = (await loadChat(forkId))?.map(({ parts }) => parts[0]);
    expect(texts).toEqual([
      { type: 'text', text: 'q1' },
      { type: 'text', text: 'a1' },
    ]);
    expect(await shown()).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('has new message ids', async () => {
    await saveTwoExchanges();
    const forkId = await forkChat(chatId, 'a2');
    expect(await stored()).toBe(8);
    expect((await shown(forkId))?.some((id) => ['q1', 'a1', 'q2', 'a2'].includes(id))).toBe(false);
    const copies = await loadChat(forkId);
    expect(copies?.map(({ id }) => id)).toEqual(
      (await openDatabase().messages.where({ chatId: forkId }).sortBy('createdAt')).map(({ id }) => id),
    );
  });

  test('marks a running answer as interrupted', async () => {
    await say('q1', null);
    await say('a1', 'q1', 'none');
    vi.setSystemTime(1);
    const forkId = await forkChat(chatId, 'a1');
    expect((await loadChat(forkId))?.[1]?.metadata).toMatchObject({ runId: 'a1', outcome: 'interrupted' });
    expect((await loadChat(chatId))?.[1]?.metadata?.outcome).toBeUndefined();
  });

  test('keeps the title and can be searched', async () => {
    await saveTwoExchanges();
    await renameChat(chatId, 'Mine');
    const forkId = await forkChat(chatId, 'a1');
    expect(await openDatabase().chats.get(forkId)).toMatchObject({ title: 'Mine', titledBy: 'person' });
    expect(await openDatabase().texts.where({ chatId: forkId }).count()).toBe(2);
  });
});
