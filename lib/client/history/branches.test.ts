import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../chat-history.ts';
import { branchBefore, forkChat, loadBranch, regenerate, switchTo } from './branches.ts';
import { renameChat } from './chats.ts';
import { openDatabase } from './database.ts';

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
  await saveMessage(chatId, role === 'user' ? message : { ...message, metadata }, parentId);
}
const shown = async (of = chatId) => (await loadChat(of))?.map(({ id }) => id);
const stored = () => openDatabase().messages.count();

async function talk() {
  await say('q1', null);
  await say('a1', 'q1');
  await say('q2', 'a1');
  await say('a2', 'q2');
}

describe('versions', () => {
  test('an answer that is asked for again stands beside the old one, and nothing is deleted', async () => {
    await talk();
    const { messages } = await regenerate(chatId, 'a2');
    expect(messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2']);
    await say('a2b', 'q2');
    const branch = await loadBranch(chatId);
    expect(branch.messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2b']);
    expect([...branch.versions]).toEqual([['a2b', { ids: ['a2', 'a2b'], index: 1 }]]);
    expect(await stored()).toBe(5);
  });

  test('until the new answer has come, a reload finds the question, whose run it follows', async () => {
    await talk();
    await regenerate(chatId, 'a1');
    expect(await shown()).toEqual(['q1']);
  });

  test('an edited question stands beside the old one, with its own answers below', async () => {
    await talk();
    expect((await branchBefore(chatId, 'q2')).map(({ id }) => id)).toEqual(['q1', 'a1']);
    expect(await shown()).toEqual(['q1', 'a1', 'q2', 'a2']);
    await say('q2b', 'a1');
    await say('a3', 'q2b');
    expect(await shown()).toEqual(['q1', 'a1', 'q2b', 'a3']);
    expect((await loadBranch(chatId)).versions.get('q2b')).toEqual({ ids: ['q2', 'q2b'], index: 1 });
  });

  test('the first question can be edited too', async () => {
    await talk();
    expect(await branchBefore(chatId, 'q1')).toEqual([]);
    await say('q1b', null);
    expect(await shown()).toEqual(['q1b']);
    expect((await loadBranch(chatId)).versions.get('q1b')).toEqual({ ids: ['q1', 'q1b'], index: 1 });
  });

  test('stepping to another shows what was said last below it, and stays after a reload', async () => {
    await talk();
    await say('q2b', 'a1');
    const { messages } = await switchTo(chatId, 'q2');
    expect(messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(await shown()).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('of what is not there, or in a chat that is not there, is a clear error', async () => {
    await talk();
    await expect(switchTo(chatId, 'a9')).rejects.toMatchObject({ code: 'message-unknown' });
    await expect(regenerate(chatId, 'a9')).rejects.toMatchObject({ code: 'message-unknown' });
    await expect(loadBranch(newChatId())).rejects.toMatchObject({ code: 'chat-unknown' });
  });
});

describe('a fork', () => {
  test('has the branch up to the message, and leaves the chat as it was', async () => {
    await talk();
    const forkId = await forkChat(chatId, 'a1');
    const texts = (await loadChat(forkId))?.map(({ parts }) => parts[0]);
    expect(texts).toEqual([
      { type: 'text', text: 'q1' },
      { type: 'text', text: 'a1' },
    ]);
    expect(await shown()).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('has ids of its own: what is written to the original does not reach it', async () => {
    await talk();
    const forkId = await forkChat(chatId, 'a2');
    expect(await stored()).toBe(8);
    expect((await shown(forkId))?.some((id) => ['q1', 'a1', 'q2', 'a2'].includes(id))).toBe(false);
    const copies = await loadChat(forkId);
    expect(copies?.map(({ id }) => id)).toEqual(
      (await openDatabase().messages.where({ chatId: forkId }).sortBy('createdAt')).map(({ id }) => id),
    );
  });

  test('of an answer that is being written is interrupted, so that nobody waits for the rest', async () => {
    await say('q1', null);
    await say('a1', 'q1', 'none');
    vi.setSystemTime(1);
    const forkId = await forkChat(chatId, 'a1');
    expect((await loadChat(forkId))?.[1]?.metadata).toMatchObject({ runId: 'a1', outcome: 'interrupted' });
    expect((await loadChat(chatId))?.[1]?.metadata?.outcome).toBeUndefined();
  });

  test('keeps the title, is the newest chat, and its words can be found', async () => {
    await talk();
    await renameChat(chatId, 'Mine');
    const forkId = await forkChat(chatId, 'a1');
    expect(await openDatabase().chats.get(forkId)).toMatchObject({ title: 'Mine', titledBy: 'person' });
    expect(await openDatabase().texts.where({ chatId: forkId }).count()).toBe(2);
  });
});
