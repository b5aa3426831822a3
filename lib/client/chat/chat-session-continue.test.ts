import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { CONTINUATION_METADATA } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import {
  closeTabs,
  elapse,
  metadata,
  openTab,
  shownTexts,
  startEvent,
  textOf,
} from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  await storeQuestion(chatId);
  await storeAnswer(chatId, 'one two', 'interrupted');
});
afterEach(async () => {
  await closeTabs();
  endTest(browser);
});

const untilRequests = (requests: number) =>
  vi.waitFor(() => expect(server.requests.length).toBeGreaterThanOrEqual(requests));

describe('continuing an interrupted answer', () => {
  const continued = { ...textStart, providerMetadata: CONTINUATION_METADATA };
  const second = { ...metadata, runId: 'run-2', continuedFrom: metadata.runId };
  const continuedStart = () => {
    const continues = { parts: 1, characters: 7 };
    return { ...startEvent(`${chatId}a`), messageMetadata: { ...second, continues } };
  };
  const continuedEnd = () => [
    { type: 'text-end' as const, id: 't' },
    {
      type: 'finish' as const,
      messageMetadata: { ...second, outcome: 'complete' as const },
    },
  ];

  test('extends the same message', async () => {
    const session = await openTab(chatId);
    const connection = server.openConnection();
    void session.continue('m2');
    await untilRequests(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: { trigger: 'continue-message', model: 'm2', messages: [{}, { parts: [{ text: 'one two' }] }] },
    });
    expect(shownTexts(session)).toEqual(['Hello?', 'one two']);
    connection.send(1, continuedStart(), continued, textDelta(' three'));
    await elapse(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBeUndefined();
    connection.send(4, ...continuedEnd());
    await elapse(20);
    expect(session.getState().messages[1]).toMatchObject({
      id: `${chatId}a`,
      metadata: { outcome: 'complete' },
    });
    expect(shownTexts(session)).toEqual(['Hello?', 'one two three']);
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('keeps the figures of the earlier runs with the answer, in the page and in the storage', async () => {
    let session = await openTab(chatId);
    for (const [index, outcome] of (['interrupted', 'complete'] as const).entries()) {
      const connection = server.openConnection();
      void session.continue('m2');
      await untilRequests(index + 1);
      const body = server.requests[index]?.body as { runId: string } | undefined;
      const run = { ...metadata, model: 'm2', runId: body?.runId ?? '' };
      const continues = { parts: 1, characters: 7 + 6 * index };
      const start = {
        type: 'start' as const,
        messageId: `${chatId}a`,
        messageMetadata: { ...run, continues },
      };
      const end = { ...run, outcome, outputTokens: 5 + index, sha256: 'not kept' };
      const finish = { type: 'finish' as const, messageMetadata: end };
      connection.send(1, start, continued);
      connection.send(3, textDelta(' three'), { type: 'text-end', id: 't' });
      await elapse(20);
      if (index === 1) {
        session.close();
        const replay = server.openConnection();
        session = await openTab(chatId); // attaches, and is sent everything again
        await untilRequests(3);
        replay.send(1, start, continued);
        replay.send(3, textDelta(' three'), { type: 'text-end', id: 't' }, finish);
      } else connection.send(5, finish);
      await elapse(20);
    }
    const runs = [
      { ...metadata, outcome: 'interrupted' },
      { model: 'm2', outcome: 'interrupted', outputTokens: 5, continues: { parts: 1, characters: 7 } },
    ];
    const [, answer] = session.getState().messages;
    expect(answer?.metadata).toMatchObject({ outcome: 'complete', outputTokens: 6, earlierRuns: runs });
    expect(answer?.metadata?.earlierRuns).toHaveLength(2);
    expect(JSON.stringify(answer?.metadata?.earlierRuns)).not.toContain('sha256');
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('shows no text twice after a reload during the run', async () => {
    const session = await openTab(chatId);
    const connection = server.openConnection();
    void session.continue();
    await untilRequests(1);
    connection.send(1, continuedStart(), continued, textDelta(' three'));
    await elapse(1_500);
    connection.send(4, textDelta(' four'));
    await elapse(20);
    session.close();
    const replay = server.openConnection();
    const next = await openTab(chatId);
    replay.send(1, continuedStart(), continued, textDelta(' three'), textDelta(' four'), textDelta(' five'));
    await elapse(20);
    expect(shownTexts(next)).toEqual(['Hello?', 'one two three four five']);
  });

  test('is not undone by a tab that saves the earlier run', async () => {
    const session = await openTab(chatId);
    const before = session.getState().messages[1];
    const connection = server.openConnection();
    void session.continue();
    await untilRequests(1);
    connection.send(1, continuedStart(), continued, textDelta(' three'), ...continuedEnd());
    await elapse(20);
    if (before) await saveMessage(chatId, before, { parentId: `${chatId}q` });
    expect((await loadChat(chatId))?.map(textOf)).toEqual(['Hello?', 'one two three']);
  });
});
