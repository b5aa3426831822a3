import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import { loadHistory } from '../history/load-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, metadata, openSession, startEvent, textOf } from '../testing/open-session.ts';
import type { ChatSession } from './chat-session.ts';

vi.mock('../history/load-history.ts', { spy: true });

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;
const sessions: ChatSession[] = [];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  browser = stubBrowser();
  server = fakeServer();
  chatId = newChatId();
  let parentId: string | null = null;
  for (const text of ['Hello?', 'Hi.', 'And?', 'So.']) {
    const id: string = `${chatId}${text}`;
    const question: ChatMessage = { id, role: 'user', parts: [{ type: 'text', text }] };
    const answer = {
      ...question,
      role: 'assistant' as const,
      metadata: { ...metadata, outcome: 'complete' as const },
    };
    await saveMessage(chatId, text.endsWith('?') ? question : answer, { parentId });
    parentId = id;
    vi.setSystemTime(Date.now() + 1);
  }
});
afterEach(async () => {
  for (const session of sessions.splice(0)) session.close();
  await elapse(300);
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.resetAllMocks();
  vi.useRealTimers();
});

async function openTab(): Promise<ChatSession> {
  const { session } = openSession(chatId, true);
  sessions.push(session);
  await elapse(20);
  return session;
}
const idOf = (text: string) => `${chatId}${text}`;
const shown = (session: ChatSession) => session.getState().messages.map(textOf);
const versionOf = (session: ChatSession, index: number) => {
  const found = session.getState().versions.get(session.getState().messages[index]?.id ?? '');
  return found && `${found.index + 1}/${found.ids.length}`;
};
/** Waits for the request with this index. @returns the message id of its answer */
async function answerIdOf(request: number): Promise<string> {
  await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(request));
  return String((server.requests[request]?.body as { runId: string } | undefined)?.runId);
}
/** Answers a request with a complete answer. */
async function answerWith(text: string, request = server.requests.length): Promise<void> {
  const connection = server.openConnection();
  const runId = await answerIdOf(request);
  await elapse(20); // other tabs join
  connection.send(1, startEvent(runId, runId), textStart, textDelta(text), ...endEvents('complete', runId));
  await elapse(20);
}

describe('an edited question', () => {
  test('is sent with the messages before it, and its old version keeps the messages after it', async () => {
    const session = await openTab();
    expect(session.edit(idOf('Hello?'), 'Hey?')).toBe(true);
    await answerWith('Ho.', 0);
    expect(shown(session)).toEqual(['Hey?', 'Ho.']);
    expect(server.requests[0]?.body).toMatchObject({
      trigger: 'submit-message',
      messages: [{ role: 'user' }],
    });
    expect(versionOf(session, 0)).toBe('2/2');
    await session.switchTo(idOf('Hello?'));
    expect(shown(session)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(versionOf(session, 0)).toBe('1/2');
    expect((await loadChat(chatId))?.map(textOf)).toEqual(shown(session));
    expect(await openDatabase().messages.where({ chatId }).count()).toBe(6);
  });

  test('is not sent while an answer streams', async () => {
    const session = await openTab();
    server.openConnection();
    session.send('More?');
    expect(session.edit(idOf('Hello?'), 'Hey?')).toBe(false);
    expect(session.regenerate(idOf('Hi.'))).toBe(false);
    expect(shown(session)).toEqual(['Hello?', 'Hi.', 'And?', 'So.', 'More?']);
  });

  test('has versions even when the browser cannot store anything', async () => {
    const session = await openTab();
    vi.mocked(loadHistory).mockRejectedValue(new Error('no storage'));
    session.edit(idOf('And?'), 'But?');
    await answerWith('No.', 0);
    await session.switchTo(idOf('And?'));
    expect(shown(session)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(session.getState().unsaved).not.toBe(false);
  });
});

describe('a regenerated answer', () => {
  test('is a version beside the old one, which still leads to the messages after it', async () => {
    const session = await openTab();
    session.regenerate(idOf('Hi.'), 'other-model');
    expect(shown(session)).toEqual(['Hello?']);
    await answerWith('Howdy.', 0);
    expect(shown(session)).toEqual(['Hello?', 'Howdy.']);
    expect(server.requests[0]?.body).toMatchObject({
      model: 'other-model',
      messages: [{ id: idOf('Hello?') }],
    });
    expect(versionOf(session, 1)).toBe('2/2');
    await session.switchTo(idOf('Hi.'));
    expect(shown(session)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
  });
});

describe('switching away from a streaming answer', () => {
  test('lets the run continue, and switching back shows all its text', async () => {
    const session = await openTab();
    const connection = server.openConnection();
    session.regenerate(idOf('So.'));
    const answerId = await answerIdOf(0);
    connection.send(1, startEvent(answerId, answerId), textStart, textDelta('one '));
    await elapse(20);
    await session.switchTo(idOf('So.'));
    expect(session.getState()).toMatchObject({ runHidden: true, status: 'streaming' });
    connection.send(4, textDelta('two '));
    await elapse(20);
    expect(shown(session)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    session.showRun();
    expect(shown(session).at(-1)).toBe('one two ');
    expect(session.getState().runHidden).toBe(false);
    await session.switchTo(idOf('So.'));
    connection.send(5, textDelta('three'), ...endEvents('complete', answerId));
    await elapse(20);
    expect(session.getState()).toMatchObject({ runHidden: false, status: 'ready' });
    expect(shown(session).at(-1)).toBe('So.');
    await session.switchTo(answerId);
    expect(shown(session).at(-1)).toBe('one two three');
    expect((await loadChat(chatId))?.map(textOf)).toEqual(shown(session));
  });

  test('and reloading attaches to the run, though another version is shown', async () => {
    const session = await openTab();
    const connection = server.openConnection();
    session.regenerate(idOf('So.'));
    const answerId = await answerIdOf(0);
    connection.send(1, startEvent(answerId, answerId), textStart, textDelta('one '));
    await elapse(20);
    await session.switchTo(idOf('So.'));
    session.close();
    await elapse(300);
    const replay = server.openConnection();
    const next = await openTab();
    replay.send(1, startEvent(answerId, answerId), textStart, textDelta('one '), textDelta('two'));
    await elapse(20);
    expect(next.getState()).toMatchObject({ runHidden: true, status: 'streaming' });
    expect(shown(next).at(-1)).toBe('So.');
    next.showRun();
    expect(shown(next).at(-1)).toBe('one two');
    await elapse(20);
  });
});

describe('tabs with the same chat', () => {
  test('show the version that one of them switches to', async () => {
    const [one, other] = [await openTab(), await openTab()];
    one.regenerate(idOf('So.'));
    await answerWith('Thus.', 0);
    expect(shown(other).at(-1)).toBe('Thus.');
    await one.switchTo(idOf('So.'));
    await elapse(20);
    expect(shown(other)).toEqual(shown(one));
    expect(versionOf(other, 3)).toBe('1/2');
  });

  test('keep the pinned branch while the reader edits, and follow afterwards', async () => {
    const [one, other] = [await openTab(), await openTab()];
    other.pinBranch(true);
    one.edit(idOf('And?'), 'But?');
    await answerWith('No.', 0);
    expect(shown(one)).toEqual(['Hello?', 'Hi.', 'But?', 'No.']);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(versionOf(other, 2)).toBe('1/2');
    other.pinBranch(false);
    await one.switchTo(one.getState().messages[2]?.id ?? '');
    await elapse(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'But?', 'No.']);
  });

  test('that edit the same question keep both versions', async () => {
    const [one, other] = [await openTab(), await openTab()];
    server.refuse(409, 'run-active');
    server.refuse(409, 'run-active');
    one.edit(idOf('And?'), 'From one?');
    other.edit(idOf('And?'), 'From the other?');
    await elapse(50);
    const stored = await openDatabase().messages.where({ chatId }).toArray();
    const questions = stored
      .filter(({ parentId }) => parentId === idOf('Hi.'))
      .map(({ message }) => textOf(message));
    expect(questions.toSorted()).toEqual(['And?', 'From one?', 'From the other?']);
    expect(stored).toHaveLength(8);
  });
});
