import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../history/chat-history.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, metadata, openSession, startEvent, textOf } from '../testing/open-session.ts';
import { startSessionTest } from '../testing/test-setup.ts';

let server: FakeServer;
let chatId: ChatId;
/** The tab's session storage, which outlives a reload. */
let sessionItems: Map<string, string>;

beforeEach(() => {
  ({ server, chatId } = startSessionTest());
  sessionItems = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => sessionItems.get(key) ?? null,
    setItem: (key: string, value: string) => void sessionItems.set(key, value),
    removeItem: (key: string) => void sessionItems.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Stores a chat as a page leaves it when it is reloaded while an answer streams. */
async function storeUnfinishedChat(outcome?: 'complete'): Promise<void> {
  const ends = outcome ? { outcome } : {};
  await saveMessage(chatId, { id: `${chatId}q`, role: 'user', parts: [] }, { parentId: null });
  await saveMessage(
    chatId,
    {
      id: `${chatId}a`,
      role: 'assistant',
      parts: [{ type: 'text', text: 'one' }],
      metadata: { ...metadata, ...ends },
    },
    { parentId: `${chatId}q` },
  );
  sessionItems.set('runnel.running', `${chatId}/${metadata.runId}`);
}

test('a page that is reloaded while an answer streams connects before it has read the history', async () => {
  await storeUnfinishedChat();
  const connection = server.openConnection();
  const { session } = openSession(chatId, true);
  expect(server.requests).toMatchObject([{ method: 'GET' }]);
  await elapse(20);
  connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one two'));
  await elapse(20);
  expect(textOf(session.getState().messages[1])).toBe('one two');
  connection.send(4, ...endEvents('complete'));
  await elapse(20);
  expect(session.getState().status).toBe('ready');
  expect([server.requests.length, sessionItems.size]).toEqual([1, 0]);
  session.close();
});

test('the early connection is closed when the history has no unended answer', async () => {
  await storeUnfinishedChat('complete');
  const connection = server.openConnection();
  const { session } = openSession(chatId, true);
  await elapse(20);
  expect([session.getState().status, connection.cancelled()]).toEqual(['ready', true]);
  session.close();
});

test('a failed early connection is retried', async () => {
  await storeUnfinishedChat();
  server.fail();
  const connection = server.openConnection();
  const { session } = openSession(chatId, true);
  await elapse(1_000);
  expect(server.requests).toHaveLength(2);
  connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one two'));
  await elapse(20);
  expect(textOf(session.getState().messages[1])).toBe('one two');
  session.close();
});

test('a chat whose run this tab did not follow opens no early connection', async () => {
  await storeUnfinishedChat('complete');
  sessionItems.set('runnel.running', newChatId());
  const { session } = openSession(chatId, true);
  await elapse(20);
  expect(server.requests).toEqual([]);
  session.close();
});

test('an answer with text whose run is reported lost is interrupted, not failed', async () => {
  await storeUnfinishedChat();
  const connection = server.openConnection();
  const { session } = openSession(chatId, true);
  await elapse(20);
  connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one two'));
  const lost = { ...metadata, outcome: 'failed' as const, error: { code: 'run-lost' as const, message: '' } };
  connection.send(4, { type: 'message-metadata', messageMetadata: lost }, { type: 'error', errorText: '' });
  await elapse(20);
  const answer = session.getState().messages[1];
  expect([textOf(answer), answer?.metadata?.outcome]).toEqual(['one two', 'interrupted']);
  session.close();
});
