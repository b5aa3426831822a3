import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { FollowedRun } from '../run/followed-run.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type Activity, SessionActivity } from './session-activity.ts';

const chatId = newChatId();
const onMissedChange = vi.fn();
const onChance = vi.fn();
let browser: FakeBrowser;
let stored: Map<string, string>;

beforeEach(() => {
  browser = stubBrowser();
  stored = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

function createRun(): FollowedRun {
  const run = new FollowedRun(
    { chatId, runId: 'run-1', before: [], known: { id: 'a', parts: [] }, shownLength: 0 },
    { onAccepted: () => {}, onStatus: () => {}, onAnswer: () => {} },
  );
  vi.spyOn(run, 'leave');
  return run;
}
const createEarlyConnection = () => ({
  runId: 'run-1',
  response: Promise.resolve(new Response()),
  discard: vi.fn(),
});
const create = (initial: Activity = { name: 'idle' }) => new SessionActivity(chatId, initial, onMissedChange);

/** One activity in each state that a transition can start from. */
const inState = {
  opening: () => create({ name: 'opening' }),
  idle: () => create(),
  following: () => {
    const activity = create();
    activity.follow(createRun());
    return activity;
  },
  working: () => {
    const activity = create();
    activity.startWork();
    return activity;
  },
  'connection-lost': () => {
    const activity = inState.following();
    activity.loseRun(onChance);
    return activity;
  },
  closed: () => {
    const activity = create();
    activity.close();
    return activity;
  },
};
type Name = keyof typeof inState;
const names = Object.keys(inState) as Name[];

describe('transitions', () => {
  test.each<[Name, string, (activity: SessionActivity) => void, Name]>([
    ['opening', 'finishOpening', (activity) => activity.finishOpening(), 'idle'],
    ['opening', 'follow', (activity) => activity.follow(createRun()), 'following'],
    ['idle', 'follow', (activity) => activity.follow(createRun()), 'following'],
    ['idle', 'startWork', (activity) => activity.startWork(), 'working'],
    ['following', 'endRun', (activity) => activity.endRun(), 'idle'],
    ['following', 'loseRun', (activity) => activity.loseRun(onChance), 'connection-lost'],
    ['working', 'endWork', (activity) => activity.endWork(), 'idle'],
    ['working', 'follow', (activity) => activity.follow(createRun()), 'following'],
    ['connection-lost', 'takeLostRun', (activity) => activity.takeLostRun(), 'idle'],
    ['connection-lost', 'follow', (activity) => activity.follow(createRun()), 'following'],
    ['connection-lost', 'startWork', (activity) => activity.startWork(), 'working'],
  ])('%s: %s leads to another state', (from, _, transition, to) => {
    const activity = inState[from]();
    transition(activity);
    expect(activity.name).toBe(to);
  });

  test.each(names)('%s: close leads to closed, and releases every listener and key', (from) => {
    const activity = inState[from]();
    activity.close();
    expect([activity.name, browser.listeners(), stored.size]).toEqual(['closed', 0, 0]);
  });

  test.each(names.filter((name) => name !== 'following'))('%s: endRun and loseRun do nothing', (from) => {
    const activity = inState[from]();
    activity.endRun();
    activity.loseRun(onChance);
    expect(activity.name).toBe(from);
  });

  test('closed is final', () => {
    const activity = inState.closed();
    const run = createRun();
    activity.follow(run);
    activity.startWork();
    expect([activity.name, activity.finishOpening(), activity.takeLostRun()]).toEqual([
      'closed',
      undefined,
      undefined,
    ]);
    expect(run.leave).toHaveBeenCalledTimes(1);
    expect(stored.size).toBe(0);
  });
});

describe('opening', () => {
  test('hands over the early connection, once', async () => {
    const connection = createEarlyConnection();
    const activity = create({ name: 'opening', earlyConnection: connection });
    expect([activity.finishOpening(), activity.finishOpening()]).toEqual([connection, undefined]);
  });

  test.each<[string, (activity: SessionActivity) => void]>([
    ['closed', (activity) => activity.close()],
    ['left for a run', (activity) => activity.follow(createRun())],
  ])('cancels the early connection when it is %s', async (_, leave) => {
    const earlyConnection = createEarlyConnection();
    leave(create({ name: 'opening', earlyConnection }));
    expect(earlyConnection.discard).toHaveBeenCalledTimes(1);
  });
});

describe('a followed run', () => {
  test('is exposed, and marked for the next page of the tab', () => {
    const activity = create();
    const run = createRun();
    activity.follow(run);
    expect(stored.size).toBe(0);
    activity.recordRun(run); // it is accepted
    expect([activity.run, stored.get('runnel.running')]).toEqual([run, `${chatId}/run-1`]);
    activity.endRun();
    expect([activity.run, stored.size]).toEqual([undefined, 0]);
  });

  test.each<[string, (activity: SessionActivity) => void]>([
    ['replaced', (activity) => activity.follow(createRun())],
    ['closed', (activity) => activity.close()],
  ])('is left when it is %s', (_, transition) => {
    const activity = create();
    const run = createRun();
    activity.follow(run);
    transition(activity);
    expect(run.leave).toHaveBeenCalledTimes(1);
  });
});

describe('a lost run', () => {
  test('waits for a connection until it is taken', () => {
    const activity = create();
    const run = createRun();
    activity.follow(run);
    activity.loseRun(onChance);
    expect([activity.run, activity.lostRun]).toEqual([undefined, run]);
    browser.online();
    browser.setVisibility('hidden');
    browser.setVisibility('visible');
    expect(onChance).toHaveBeenCalledTimes(2);
    expect([activity.takeLostRun(), activity.takeLostRun()]).toEqual([run, undefined]);
    browser.online();
    expect(onChance).toHaveBeenCalledTimes(2);
    expect(browser.listeners()).toBe(0);
  });

  test('no longer waits for a connection once another run is followed', () => {
    inState['connection-lost']().follow(createRun());
    expect(browser.listeners()).toBe(0);
  });
});

describe('a change by another tab', () => {
  test.each<Name>(['opening', 'idle', 'connection-lost'])('is not deferred in %s', (from) => {
    expect(inState[from]().deferChange()).toBe(false);
  });

  test.each<[Name, (activity: SessionActivity) => void]>([
    ['following', (activity) => activity.endRun()],
    ['following', (activity) => activity.loseRun(onChance)],
    ['working', (activity) => activity.endWork()],
  ])('is deferred in %s until that ends, and handled once', (from, end) => {
    const activity = inState[from]();
    expect([activity.deferChange(), activity.deferChange()]).toEqual([true, true]);
    expect(onMissedChange).not.toHaveBeenCalled();
    end(activity);
    activity.follow(createRun());
    activity.endRun();
    expect(onMissedChange).toHaveBeenCalledTimes(1);
  });

  test('stays deferred from the tools to the run that follows them', () => {
    const activity = inState.working();
    activity.deferChange();
    activity.follow(createRun());
    expect(onMissedChange).not.toHaveBeenCalled();
    activity.endRun();
    expect(onMissedChange).toHaveBeenCalledTimes(1);
  });

  test('is dropped when the chat is closed', () => {
    const activity = inState.following();
    activity.deferChange();
    activity.close();
    expect([activity.deferChange(), onMissedChange.mock.calls.length]).toEqual([true, 0]);
  });
});
