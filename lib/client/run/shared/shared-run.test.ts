import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endTabsTest, type FakeTabs, runMicrotasks, startTabsTest } from '#lib/client/testing/fake-tabs.ts';

let tabs: FakeTabs;

beforeEach(() => {
  tabs = startTabsTest();
});
afterEach(() => endTabsTest(tabs));

test('eight tabs read a run over one connection', async () => {
  await tabs.openAll(8);
  for (let count = 0; count < 5; count++) await tabs.append(3);
  expect(tabs.positions).toEqual(Array(8).fill(16));
  expect(tabs.run.opened).toEqual([0]);
});

test('heartbeats reach every tab', async () => {
  const [, follower] = await tabs.openAll(2);
  const before = follower?.batches.length ?? 0;
  await tabs.deliver();
  expect(follower?.batches.slice(before)).toEqual([{ from: 2, seq: 1, events: [], isTerminated: false }]);
});

test('what gathers while a tab renders is one batch', async () => {
  const [, follower] = await tabs.openAll(2);
  await tabs.append();
  follower?.setBusy(true);
  for (let count = 0; count < 6; count++) await tabs.append();
  const before = follower?.batches.length ?? 0;
  follower?.setBusy(false);
  await tabs.settle();
  expect(follower?.batches.slice(before)).toMatchObject([{ from: 4, seq: 8 }]);
});

test('a leader that renders does not read its connection', async () => {
  const [leader, follower] = await tabs.openAll(2);
  await tabs.append();
  leader?.setBusy(true);
  await tabs.append();
  expect(tabs.positions).toEqual([3, 3]);
  await tabs.append();
  expect(tabs.positions).toEqual([3, 3]);
  leader?.setBusy(false);
  await tabs.settle();
  expect(follower?.seq).toBe(4);
});

test('a tab that nobody has answered for a second posts nothing, until another tab joins', async () => {
  const [first] = await tabs.openAll(1);
  await tabs.elapse(1_000);
  const asked = first?.posted;
  await tabs.append(5);
  expect(first?.posted).toBe(asked);
  expect(first?.shared.servesOthers).toBe(false);
  await tabs.openAll(1);
  await tabs.append(5);
  expect(tabs.positions).toEqual([11, 11]);
  expect(tabs.run.opened).toEqual([0]);
  expect(first?.shared.servesOthers).toBe(true);
});

describe('a tab that joins', () => {
  test('gets what it lacks from the leader', async () => {
    await tabs.openAll(1);
    await tabs.append(20);
    await tabs.openAll(1);
    expect(tabs.positions).toEqual([21, 21]);
    expect(tabs.run.opened).toEqual([0]);
  });

  test('gets it from a tab that has taken over', async () => {
    const [first] = await tabs.openAll(2);
    await tabs.append(20);
    first?.leave();
    await tabs.settle();
    await tabs.elapse(100);
    await tabs.append(20);
    await tabs.openAll(1);
    expect(tabs.positions).toEqual([41, 41]);
    expect(tabs.run.opened).toEqual([0, 21]);
  });

  test('connects by itself when the leader is still connecting, until the leader is there', async () => {
    tabs.open();
    await tabs.settle();
    tabs.open();
    await tabs.settle();
    expect(tabs.connections.length).toBe(1);
    await tabs.elapse(1_000);
    expect(tabs.connections.length).toBe(2);
    tabs.connections[1]?.deliver();
    await tabs.settle();
    expect(tabs.positions).toEqual([0, 1]);
    tabs.connections[0]?.deliver();
    await tabs.settle();
    expect(tabs.positions).toEqual([1, 1]);
    expect(tabs.connections.length).toBe(1);
  });

  test('keeps its own connection while the leader is behind', async () => {
    tabs.open();
    await tabs.settle();
    tabs.open();
    await tabs.settle();
    await tabs.elapse(1_000);
    const leaderConnection = tabs.connections[0];
    leaderConnection?.deliver();
    tabs.run.append(5);
    tabs.connections[1]?.deliver();
    await tabs.settle();
    expect(tabs.connections.length).toBe(2);
    leaderConnection?.deliver();
    await tabs.settle();
    expect(tabs.positions).toEqual([6, 6]);
    expect(tabs.connections.length).toBe(1);
  });

  test('reads a connection that is open already without waiting for the lock', async () => {
    const tab = tabs.open({ isConnected: true });
    await runMicrotasks();
    tabs.connections[0]?.deliver();
    await runMicrotasks();
    expect(tab.seq).toBe(1);
    await tabs.openAll(1);
    expect(tabs.positions).toEqual([1, 1]);
    expect(tabs.run.opened).toEqual([0]);
  });

  test('gives up a slow first connection when the leader answers', async () => {
    await tabs.openAll(1);
    await tabs.append(9);
    tabs.open({ isConnected: true });
    await tabs.settle();
    expect(tabs.positions).toEqual([10, 10]);
    expect(tabs.connections.length).toBe(1);
  });
});

describe('without Web Locks', () => {
  test('every tab has its own connection', async () => {
    tabs.open({ links: false });
    tabs.open({ links: false });
    await tabs.append(3);
    expect(tabs.positions).toEqual([4, 4]);
    expect(tabs.run.opened).toEqual([0, 0]);
  });

  test('a document that may not use them has its own connection', async () => {
    tabs.areLocksRefused = true;
    await tabs.openAll(2);
    expect(tabs.positions).toEqual([1, 1]);
    expect(tabs.run.opened).toEqual([0, 0]);
  });
});

describe('release', () => {
  test.each([0, 1])('closes the connection and opens it again, called in tab %i', async (index) => {
    const opened = await tabs.openAll(2);
    await tabs.append(3);
    const before = tabs.connections[0];
    opened[index]?.shared.release();
    await tabs.settle();
    expect(tabs.connections[0]).not.toBe(before);
    await tabs.append(3);
    expect(tabs.positions).toEqual([7, 7]);
    expect(tabs.losses).toEqual([0, 0]);
    expect(tabs.run.opened).toEqual([0, 4]);
  });

  test('connects again before the runs of other chats that are waiting', async () => {
    const [tab] = await tabs.openAll(1);
    tab?.shared.release();
    await tabs.settle();
    expect(tabs.run.priorities).toEqual(['low', 'auto']);
  });

  test('applies to a connection that has brought nothing yet', async () => {
    const tab = tabs.open();
    await tabs.settle();
    tab.shared.release();
    await tabs.settle();
    await tabs.append();
    expect(tab.seq).toBe(2);
    expect(tabs.run.opened).toEqual([0, 0]);
  });
});
