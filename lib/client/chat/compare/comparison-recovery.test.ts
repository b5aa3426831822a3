import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { collectAnswers } from '#lib/client/collection/collect-answers.ts';
import { loadTree } from '#lib/client/history/chat-history.ts';
import { openDatabase } from '#lib/client/history/database.ts';
import {
  answersOf,
  ComparisonWorld,
  comparedOutcomes,
  comparedTexts,
} from '#lib/client/testing/comparison-world.ts';
import { textDelta, textStart } from '#lib/client/testing/follow.ts';
import { elapse, endEvents, startEvent, textOf, until } from '#lib/client/testing/open-session.ts';

let world: ComparisonWorld;

beforeEach(() => {
  world = new ComparisonWorld();
});
afterEach(() => world.end());

describe('after a reload', () => {
  test('every answer goes on from where it is', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    upstreams[1].write('B');
    await elapse(2_000);
    await world.closeTabs();
    let next = session;
    const resumed = await world.openUpstreams(async () => {
      next = await world.openTab(true);
    }, 2);
    expect(resumed.map(({ runId }) => runId)).toEqual(upstreams.map(({ runId }) => runId));
    expect(comparedTexts(next)).toEqual(['A', 'B']);
    resumed[0]?.write('A and more');
    resumed[1]?.write('B and more');
    for (const upstream of resumed) upstream.finish();
    await elapse(50);
    expect(comparedTexts(next)).toEqual(['A and more', 'B and more']);
    expect((await world.loadAnswers()).map(([, text]) => text)).toEqual(['A and more', 'B and more']);
  });

  test('answers that have ended are compared until one is kept', async () => {
    const { upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    await world.closeTabs();
    const next = await world.openTab(true);
    expect(next.getState()).toMatchObject({ comparing: true, status: 'ready' });
    expect(comparedOutcomes(next)).toEqual(['complete', 'complete']);
    expect(world.server.requests).toHaveLength(2);
  });

  test('answers are collected when the chat is not open any more', async () => {
    const { upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    await elapse(2_000);
    await world.closeTabs();
    vi.stubGlobal('navigator', { onLine: true }); // without locks
    const [{ runId }] = upstreams;
    const listed = { chatId: `${world.chatId}_${runId}`, runId, state: 'ended' };
    world.server.answer(() => Response.json({ runs: [listed] }));
    const connection = world.server.openConnection();
    world.server.answer(() => new Response(null, { status: 204 }));
    connection.send(
      1,
      startEvent(runId, runId),
      textStart,
      textDelta('A, all of it'),
      ...endEvents('complete', runId),
    );
    await Promise.all([collectAnswers(() => undefined), elapse(200)]);
    expect((await world.loadAnswers())[0]?.slice(1)).toEqual(['A, all of it', 'complete']);
    expect(world.server.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      url: `/api/chats/${world.chatId}_${runId}/run`,
      body: { runId, collected: true },
    });
  });
});

describe('failures', () => {
  test('one answer that fails does not end the others, and can be tried again', async () => {
    const session = await world.openTab(false);
    world.server.refuse(429, 'rate-limited');
    const ask = () => session.send('Why?', undefined, { compared: ['one', 'two'] });
    const [second] = await world.openUpstreams(ask, 1, 1);
    second?.write('B');
    await elapse(50);
    expect(comparedOutcomes(session)).toEqual(['failed', undefined]);
    expect(session.getState().status).toBe('streaming');
    const [first] = await world.openUpstreams(() => answersOf(session)[0]?.retry(), 1);
    first?.write('A');
    first?.finish();
    second?.finish();
    await elapse(50);
    expect(comparedTexts(session)).toEqual(['A', 'B']);
    // The answer that failed stays as a version.
    expect(await world.loadAnswers()).toHaveLength(3);
    expect((await loadTree(world.chatId))?.comparing).toEqual(
      answersOf(session).map(({ answerId }) => answerId),
    );
  });

  test('all answers may fail', async () => {
    const session = await world.openTab(false);
    world.server.refuse(503, 'model-unavailable');
    world.server.refuse(503, 'model-unavailable');
    session.send('Why?', undefined, { compared: ['one', 'two'] });
    await until(() => expect(comparedOutcomes(session)).toEqual(['failed', 'failed']));
    expect(session.getState()).toMatchObject({ status: 'ready', comparing: true });
    session.getState().comparison?.keep(answersOf(session)[1]?.answerId ?? '');
    await elapse(50);
    expect(session.getState().messages[1]?.metadata).toMatchObject({ outcome: 'failed', model: 'two' });
  });

  test('a lost connection of one answer is opened again', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    upstreams[1].write('B');
    await elapse(50);
    const again = world.server.openConnection();
    upstreams[0].connection.drop();
    await elapse(1_000);
    const request = world.server.requests.at(-1);
    expect(request).toMatchObject({ method: 'GET', runId: upstreams[0].runId, after: '3' });
    again.send(4, textDelta(' on'), ...endEvents('complete', upstreams[0].runId));
    await elapse(50);
    expect(comparedTexts(session)).toEqual(['A on', 'B']);
    expect(comparedOutcomes(session)).toEqual(['complete', undefined]);
  });
});

describe('storage', () => {
  test('that is cleared meanwhile gets everything again, and what is compared', async () => {
    const { session, upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.write('text');
    await elapse(1_500);
    const { chats, messages, texts } = openDatabase();
    for (const table of [chats, messages, texts]) await table.clear();
    for (const upstream of upstreams) upstream.finish();
    await elapse(1_000);
    expect(session.getState()).toMatchObject({ restored: true, unsaved: false });
    await world.closeTabs();
    const next = await world.openTab(true);
    expect(comparedTexts(next)).toEqual(['text', 'text']);
    expect(next.getState().messages.map(textOf)).toEqual(['Why?']);
  });

  test('that fails leaves the comparison in memory, and the chat says so', async () => {
    const { chats } = openDatabase();
    const fail = vi.spyOn(chats, 'put').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
    const { session, upstreams } = await world.compareTwo();
    for (const upstream of upstreams) {
      upstream.write('text');
      upstream.finish();
    }
    await elapse(100);
    expect(comparedTexts(session)).toEqual(['text', 'text']);
    expect(session.getState().unsaved).not.toBe(false);
    session.getState().comparison?.keep(answersOf(session)[1]?.answerId ?? '');
    await elapse(100);
    expect(session.getState().messages.map(textOf)).toEqual(['Why?', 'text']);
    fail.mockRestore();
  });

  test('that does not know what is compared has versions, whose runs are followed one after another', async () => {
    const { upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.write('text');
    await elapse(2_000);
    await world.closeTabs();
    await openDatabase().chats.update(world.chatId, { comparing: undefined });
    const connections = upstreams.map(() => world.server.openConnection());
    const next = await world.openTab(true);
    expect(next.getState().comparing).toBe(false);
    for (const connection of connections) {
      const runId = world.server.requests.at(-1)?.runId ?? '';
      connection.send(
        1,
        startEvent(runId, runId),
        textStart,
        textDelta('all of it'),
        ...endEvents('complete', runId),
      );
      await elapse(100);
    }
    expect((await world.loadAnswers()).map(([, ...answer]) => answer)).toEqual(
      upstreams.map(() => ['all of it', 'complete']),
    );
  });
});
