import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  answersOf,
  ComparisonWorld,
  comparedOutcomes,
  comparedTexts,
} from '#lib/client/testing/comparison-world.ts';
import { elapse, endEvents, textOf } from '#lib/client/testing/open-session.ts';

let world: ComparisonWorld;

beforeEach(() => {
  world = new ComparisonWorld();
});
afterEach(() => world.end());

describe('a comparison', () => {
  test('asks each model in a run of its own, at once', async () => {
    const { session, upstreams } = await world.compareTwo();
    expect(world.server.requests).toMatchObject([
      { method: 'POST', body: { model: 'one', id: world.chatId } },
      { method: 'POST', body: { model: 'two', id: world.chatId } },
    ]);
    expect(world.server.requests.map(({ url }) => url)).toEqual(
      upstreams.map(({ runId }) => `/api/chats/${world.chatId}_${runId}/run`),
    );
    expect(session.getState()).toMatchObject({ status: 'streaming', comparing: true });
    expect(session.getState().messages.map(textOf)).toEqual(['Why?']);
    upstreams[1].write('B');
    upstreams[0].write('A');
    await elapse(50);
    expect(comparedTexts(session)).toEqual(['A', 'B']);
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    expect(comparedOutcomes(session)).toEqual(['complete', 'complete']);
    expect(session.getState()).toMatchObject({ status: 'ready', comparing: true });
    const questionId = session.getState().messages[0]?.id;
    expect(await world.loadAnswers()).toEqual([
      [questionId, 'A', 'complete'],
      [questionId, 'B', 'complete'],
    ]);
  });

  test('takes no other question until one answer is kept', async () => {
    const { session, upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    expect(session.send('And?')).toBe(false);
    session.retry();
    await elapse(50);
    expect(world.server.requests).toHaveLength(2);
  });

  test('compares an answer that is there with another model', async () => {
    const session = await world.openTab(false);
    const [first] = await world.openUpstreams(() => session.send('Why?', 'one'), 1);
    first?.write('A');
    first?.finish();
    await elapse(50);
    const answerId = session.getState().messages[1]?.id ?? '';
    const [second] = await world.openUpstreams(() => session.compare(answerId, ['two']), 1);
    second?.write('B');
    await elapse(50);
    expect(comparedTexts(session)).toEqual(['A', 'B']);
    expect(session.getState().messages.map(textOf)).toEqual(['Why?']);
    second?.finish();
    await elapse(50);
    session.getState().comparison?.keep(answersOf(session)[1]?.answerId ?? '');
    await elapse(50);
    expect(session.getState().messages.map(textOf)).toEqual(['Why?', 'B']);
  });

  test('is followed by another tab of the browser', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    await elapse(50);
    const other = await world.openTab(true);
    await elapse(200);
    expect(other.getState()).toMatchObject({ comparing: true });
    expect(answersOf(other)).toHaveLength(2);
    expect(answersOf(other).map(({ model }) => model)).toEqual(['one', 'two']);
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    session.getState().comparison?.keep(answersOf(session)[0]?.answerId ?? '');
    await elapse(100);
    expect(other.getState()).toMatchObject({ comparing: false, status: 'ready' });
    expect(other.getState().messages.map(textOf)).toEqual(['Why?', 'A']);
  });
});

describe('stopping', () => {
  test('one answer leaves the others running, and names its run', async () => {
    const { session, upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.write('text');
    await elapse(50);
    world.server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    answersOf(session)[0]?.stop();
    await elapse(50);
    const { runId } = upstreams[0];
    expect(world.server.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      url: `/api/chats/${world.chatId}_${runId}/run?runId=${runId}`,
    });
    expect(answersOf(session).map((answer) => answer.getState().stopping)).toEqual([true, false]);
    expect(session.getState()).toMatchObject({ status: 'streaming', stopping: false });
    upstreams[0].connection.send(4, ...endEvents('stopped', runId));
    upstreams[1].write(' goes on');
    await elapse(50);
    expect(comparedOutcomes(session)).toEqual(['stopped', undefined]);
    expect(comparedTexts(session)).toEqual(['text', 'text goes on']);
  });

  test('the chat stops all answers', async () => {
    const { session, upstreams } = await world.compareTwo();
    for (const upstream of upstreams) upstream.write('text');
    await elapse(50);
    for (const _ of upstreams) world.server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.stop();
    await elapse(50);
    expect(session.getState().stopping).toBe(true);
    expect(world.server.requests.slice(2).map(({ method, runId }) => [method, runId])).toEqual(
      upstreams.map(({ runId }) => ['DELETE', runId]),
    );
    for (const { connection, runId } of upstreams) connection.send(4, ...endEvents('stopped', runId));
    await elapse(50);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false, comparing: true });
  });

  test('is remembered when the server cannot be reached', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('text');
    await elapse(50);
    world.server.fail();
    answersOf(session)[0]?.stop();
    await elapse(50);
    expect(world.items.get('runnel.stops')).toContain(upstreams[0].runId);
    world.server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    await elapse(3_000);
    expect(world.items.get('runnel.stops')).toBeUndefined();
  });
});

describe('keeping an answer', () => {
  test('makes it the chat’s answer and the others its versions', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    upstreams[1].write('B');
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    const [first, second] = answersOf(session).map(({ answerId }) => answerId);
    session.getState().comparison?.keep(first ?? '');
    await elapse(50);
    const { messages, versions, comparing, comparison } = session.getState();
    expect([messages.map(textOf), comparing, comparison]).toEqual([['Why?', 'A'], false, undefined]);
    expect(versions.get(first ?? '')).toEqual({ ids: [first, second], index: 0 });
    await session.switchTo(second ?? '');
    expect(session.getState().messages.map(textOf)).toEqual(['Why?', 'B']);
    await session.switchTo(first ?? '');
    const next = await world.openTab(true);
    expect(next.getState()).toMatchObject({ comparing: false, status: 'ready' });
    expect(next.getState().messages.map(textOf)).toEqual(['Why?', 'A']);
  });

  test('stops the answers that are still being written, and stores what they have', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    upstreams[0].finish();
    upstreams[1].write('B so far');
    await elapse(50);
    world.server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.getState().comparison?.keep(answersOf(session)[0]?.answerId ?? '');
    await elapse(50);
    expect(session.getState()).toMatchObject({ status: 'ready', comparing: false });
    expect(world.server.requests.at(-1)).toMatchObject({ method: 'DELETE', runId: upstreams[1].runId });
    upstreams[1].connection.send(4, ...endEvents('stopped', upstreams[1].runId));
    await elapse(50);
    expect((await world.loadAnswers()).map(([, ...rest]) => rest)).toEqual([
      ['A', 'complete'],
      ['B so far', 'stopped'],
    ]);
    expect(session.getState().messages.map(textOf)).toEqual(['Why?', 'A']);
  });

  test('is not undone by an older state that is still being loaded', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    for (const upstream of upstreams) upstream.finish();
    await elapse(50);
    new BroadcastChannel(`runnel-chat-${world.chatId}`).postMessage('changed');
    await Promise.resolve(); // the chat is being read
    session.getState().comparison?.keep(upstreams[0].runId);
    await elapse(100);
    expect(session.getState()).toMatchObject({ comparing: false, status: 'ready' });
    expect(session.getState().messages.map(textOf)).toEqual(['Why?', 'A']);
  });

  test('is not possible while that answer is being written', async () => {
    const { session, upstreams } = await world.compareTwo();
    upstreams[0].write('A');
    await elapse(50);
    session.getState().comparison?.keep(upstreams[0].runId);
    expect(session.getState().comparing).toBe(true);
  });

  test('continues it afterwards where its run was, so that approvals stay valid', async () => {
    const { session, upstreams } = await world.compareTwo();
    const [kept, other] = upstreams;
    kept.write('A');
    other.finish();
    kept.connection.send(4, ...endEvents('stopped', kept.runId));
    await elapse(50);
    session.getState().comparison?.keep(kept.runId);
    await elapse(50);
    void session.continue('one');
    await elapse(50);
    const { url, body } = world.server.requests.at(-1) ?? {};
    expect(url).toBe(`/api/chats/${world.chatId}_${kept.runId}/run`);
    expect(body).toMatchObject({
      trigger: 'continue-message',
      runId: expect.stringContaining(`${kept.runId}-`),
    });
  });
});
