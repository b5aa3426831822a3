import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { loadChat } from '../history/chat-history.ts';
import { closeTabs, elapse, openTab, playRun, until } from '../testing/open-session.ts';
import { saveAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

test('an answer that was stopped when it broke off is stopped', async () => {
  const { browser, server, chatId } = startSessionTest();
  await storeQuestion(chatId);
  await saveAnswer(chatId, 'one two', { runId: 'run', startedAt: Date.now() });
  const eventsUntil = (end?: 'restarting') =>
    playRun(`${chatId}a`, 'run', { text: 'one two', ...(end && { end }) });
  const connection = server.openConnection();
  server.answer(() => Response.json({ stopped: false }));
  const session = await openTab(chatId);
  connection.send(1, ...eventsUntil());
  await until(() => expect(session.getState().status).toBe('streaming'));
  session.stop();
  connection.send(4, ...eventsUntil('restarting').slice(-2));
  await until(async () => {
    const { outcome, error } = (await loadChat(chatId))?.at(-1)?.metadata ?? {};
    expect([outcome, error]).toEqual(['stopped', undefined]);
  });
  expect(session.getState().status).toBe('ready');
  expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
  await elapse(600);
  await closeTabs();
  endTest(browser);
});
