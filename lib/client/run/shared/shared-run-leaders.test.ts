import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endTabsTest, type FakeTabs, runMicrotasks, startTabsTest } from '#lib/client/testing/fake-tabs.ts';

let tabs: FakeTabs;

beforeEach(() => {
  tabs = startTabsTest();
});
afterEach(() => endTabsTest(tabs));

describe('when the leader goes', () => {
  test.each(['leave', 'crash'] as const)('the next tab takes over (%s)', async (go) => {
    const [leader] = await tabs.openAll(3);
    await tabs.append(4);
    leader?.[go]();
    await tabs.settle();
    await tabs.elapse(100);
    await tabs.append(4);
    expect(tabs.positions).toEqual([9, 9]);
    expect(tabs.losses).toEqual([0, 0]);
    expect(tabs.run.opened).toEqual([0, 5]);
  });

  test('a tab that has not received its last events connects until it has caught up with the next', async () => {
    const [leader, , last] = await tabs.openAll(3);
    tabs.run.append(4);
    tabs.connections[0]?.deliver();
    await runMicrotasks();
    leader?.crash();
    last?.loseLast(1, leader);
    await tabs.settle();
    await tabs.elapse(100);
    await tabs.append(4);
    expect(tabs.positions).toEqual([9, 1]);
    await tabs.elapse(1_000);
    await tabs.deliver();
    expect(tabs.positions).toEqual([9, 9]);
    expect(tabs.run.opened).toEqual([0, 5, 1]);
    expect(tabs.connections.length).toBe(1);
  });

  test('its last events still reach a tab that gets the lock before them', async () => {
    await tabs.openAll(3);
    tabs.run.append();
    tabs.run.end();
    tabs.connections[0]?.deliver();
    await tabs.settle({ locksFirst: true });
    expect(tabs.following).toEqual([]);
    expect(tabs.run.opened).toEqual([0]);
  });
});

describe('when the connection is lost', () => {
  test('every tab notices, and one of them connects', async () => {
    await tabs.openAll(3);
    await tabs.append(4);
    tabs.connections[0]?.drop();
    await tabs.settle();
    expect(tabs.losses).toEqual([1, 1, 1]);
    await tabs.append(4);
    expect(tabs.positions).toEqual([9, 9, 9]);
    expect(tabs.run.opened).toEqual([0, 5]);
  });

  test('a tab that comes back later than the others gets what it lacks from the leader', async () => {
    const [, , late] = await tabs.openAll(3);
    await tabs.append(4);
    late?.setBusy(true);
    await tabs.deliver(); // a heartbeat makes it busy
    tabs.connections[0]?.drop();
    await tabs.append(4);
    await tabs.append(4);
    expect(tabs.positions).toEqual([13, 13, 5]);
    late?.setBusy(false);
    await tabs.settle();
    expect(tabs.positions).toEqual([13, 13, 13]);
    expect(tabs.run.opened).toEqual([0, 5]);
  });
});

describe('a silent leader', () => {
  test('is passed over after 25 s, and followed again when it is back', async () => {
    const [leader, follower] = await tabs.openAll(2);
    const leaderConnection = tabs.connections[0];
    await tabs.elapse(24_999);
    expect(tabs.connections.length).toBe(1);
    await tabs.elapse(1);
    expect(tabs.connections.length).toBe(2);
    tabs.run.append(3);
    tabs.connections[1]?.deliver();
    await tabs.settle();
    expect([leader?.seq, follower?.seq]).toEqual([1, 4]);
    leaderConnection?.deliver();
    await tabs.settle();
    expect(tabs.connections.length).toBe(1);
    await tabs.append();
    expect(tabs.positions).toEqual([5, 5]);
    expect(tabs.losses).toEqual([0, 0]);
  });

  test('is one from which nothing is heard: heartbeats count', async () => {
    await tabs.openAll(2);
    for (let count = 0; count < 10; count++) {
      await tabs.elapse(10_000);
      await tabs.deliver();
    }
    expect(tabs.run.opened).toEqual([0]);
  });
});
