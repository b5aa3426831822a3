import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeBrowser } from '../../testing/fake-browser.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta, textStart } from '../../testing/follow.ts';
import { endTest, startRunTest } from '../../testing/test-setup.ts';
import { connectionHooks } from '../connection-hooks.ts';
import { installSharing } from './install-sharing.ts';

const ALL = [textStart, textDelta('a'), finishEvent];

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
  delete connectionHooks.share; // as before the code that shares connections has loaded
});
afterEach(() => endTest(browser));

/** Two tabs that follow a run, each over its own connection. */
async function openTabs() {
  const connections = [server.openConnection(), server.openConnection()];
  const tabs = [follow()];
  await advance();
  tabs.push(follow({}));
  await advance();
  return { tabs, connections };
}

test('each tab reads a run over its own connection until the code that shares one has loaded', async () => {
  const { tabs, connections } = await openTabs();
  for (const connection of connections) connection.send(1, ...ALL);
  expect(await Promise.all(tabs.map(({ ended }) => ended))).toEqual(['ended', 'ended']);
  expect(tabs.map(({ events }) => events)).toEqual([ALL, ALL]);
  expect(server.requests).toHaveLength(2);
});

test('tabs that reconnect share a connection once that code has loaded', async () => {
  const { tabs, connections } = await openTabs();
  for (const connection of connections) connection.send(1, textStart);
  await advance();
  installSharing();
  const shared = server.openConnection();
  for (const connection of connections) connection.drop();
  await advance(500);
  shared.send(2, textDelta('a'), finishEvent);
  expect(await Promise.all(tabs.map(({ ended }) => ended))).toEqual(['ended', 'ended']);
  expect(tabs.map(({ events }) => events)).toEqual([ALL, ALL]);
  expect(server.requests).toHaveLength(3);
});

test('a tab with a connection of its own opens it again behind a stop that waits', async () => {
  const first = server.openConnection();
  const tab = follow();
  await advance();
  first.send(1, textStart);
  await advance();
  const second = server.openConnection();
  tab.release();
  await advance(500);
  expect(first.cancelled()).toBe(true);
  second.send(2, textDelta('a'), finishEvent);
  expect(await tab.ended).toBe('ended');
  expect(tab.events).toEqual(ALL);
});
