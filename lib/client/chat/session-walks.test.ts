import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requestStop } from '../run/pending-stops.ts';
import { stubBrowser } from '../testing/fake-browser.ts';
import { ModelStorage, settle, textOfState } from '../testing/model-storage.ts';
import { ModelServer, WALK_CHAT } from '../testing/model-world.ts';
import { createRandom } from '../testing/seeded-random.ts';
import { stubLocalStorage } from '../testing/test-setup.ts';
import { ContinuationCheck, checkTab, checkWrite } from '../testing/walk-checks.ts';
import { ChatSession } from './chat-session.ts';

/** Set by each walk. Only reached through the module that loads the history. */
let storage: ModelStorage;

vi.mock('../history/load-history.ts', () => {
  const load = async () => storage;
  const getState = () => ({ value: storage, failed: false });
  return {
    loadHistory: load,
    historyCode: { load, prefetch: () => {}, getState, subscribe: () => () => {} },
    classifyHistoryError: () => 'broken',
  };
});
vi.mock('../settings/chosen-settings.ts', () => ({
  loadRunSettings: async () => undefined,
  savePendingSettings: async () => {},
}));
vi.mock('../run/pending-stops.ts', { spy: true });

/** `RUNNEL_WALKS=100000` explores more. */
const WALKS = Number(process.env.RUNNEL_WALKS ?? 200);
const STEPS = 30;
const TABS = 2;

let startsAt = 0;
beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(startsAt);
  startsAt += 24 * 60 * 60_000;
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  stubBrowser();
  stubLocalStorage();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The runs that a reader has stopped. */
const getStops = () => vi.mocked(requestStop).mock.calls.map(([{ runId }]) => runId);

class Walk {
  readonly #server = new ModelServer();
  readonly #random: (limit: number) => number;
  readonly #tabs: ChatSession[] = [];
  readonly log: string[] = [];
  readonly #continuations = new ContinuationCheck(getStops);

  constructor(seed: number) {
    this.#random = createRandom(seed);
    storage = new ModelStorage((before, after) => checkWrite(this.#server, before, after));
    vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
      this.#continuations.add(init);
      return this.#server.fetch(path, init);
    });
    vi.mocked(requestStop).mockClear();
  }

  async run(): Promise<void> {
    this.#tabs.push(new ChatSession(WALK_CHAT, false));
    await settle();
    if (this.#random(2) === 0) await this.#stream();
    for (let step = 0; step < STEPS; step++) {
      await this.#step();
      await settle();
      if (this.#server.hasTwins) return this.#close();
      for (const tab of this.#tabs) checkTab(this.#server, tab.getState());
      expect(this.#continuations.areAllowed, 'what goes on by itself may do so').toBe(true);
    }
    await this.#finish();
    await this.#close();
  }

  async #close(): Promise<void> {
    for (const tab of this.#tabs) tab.close();
    await vi.advanceTimersByTimeAsync(60_000);
  }

  /** Most walks would end before a run has words. */
  async #stream(): Promise<void> {
    this.#tabs[0]?.send('question');
    for (let round = 0; round < 4; round++) {
      await settle();
      storage.write();
      this.#server.respond(0);
      this.#server.write();
      this.#server.deliver(0);
    }
  }

  async #step(): Promise<void> {
    const server = this.#server;
    const steps: [weight: number, name: string, act: () => unknown][] = [
      [4, 'ask', () => this.#pickTab().send(`question ${this.log.length}`)],
      [1, 'retry', () => this.#pickTab().retry()],
      [2, 'continue', () => this.#continue(this.#pickTab())],
      [3, 'stop', () => this.#stop(this.#pickTab())],
      [8, 'answer', () => server.write()],
      [2, 'end', () => server.end()],
      [5, 'break off', () => server.breakOff(this.#random(3))],
      [1, 'kill', () => server.kill()],
      [2, 'restart', () => server.toggle()],
      [8, 'respond', () => server.respond(this.#random(server.pending.length))],
      [1, 'lose the response', () => server.respond(this.#random(server.pending.length), true)],
      [2, 'fail', () => server.fail(this.#random(server.pending.length))],
      [8, 'deliver', () => server.deliver(this.#random(server.streams.length))],
      [3, 'drop', () => server.drop(this.#random(server.streams.length))],
      [8, 'save', () => storage.write()],
      [3, 'wait', () => vi.advanceTimersByTimeAsync(1_100)],
      [1, 'give up', () => vi.advanceTimersByTimeAsync(70_000)],
      [2, 'open a tab', () => this.#openTab()],
      [2, 'reload', () => this.#reload()],
    ];
    let choice = this.#random(steps.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, name, act] of steps) {
      choice -= weight;
      if (choice >= 0) continue;
      this.log.push(name);
      await act();
      return;
    }
  }

  #pickTab(): ChatSession {
    return this.#tabs[this.#random(this.#tabs.length)] as ChatSession;
  }

  #openTab(): void {
    if (this.#tabs.length < TABS) this.#tabs.push(new ChatSession(WALK_CHAT, storage.rows.size > 0));
  }

  #reload(): void {
    const index = this.#random(this.#tabs.length);
    this.#tabs[index]?.close();
    while (storage.waiting > 0) storage.write(); // a page reads what the last one has written
    this.#tabs[index] = new ChatSession(WALK_CHAT, storage.rows.size > 0);
  }

  /** The page offers to continue an answer that has text. */
  #continue(tab: ChatSession): void {
    const last = tab.getState().messages.at(-1);
    if (last?.role === 'assistant' && textOfState({ message: last }) !== '') void tab.continue();
  }

  /** What a tab stops is the run that it follows: one that it shows, or has requested. */
  #stop(tab: ChatSession): void {
    const { status } = tab.getState();
    const before = vi.mocked(requestStop).mock.calls.length;
    tab.stop();
    if (status === 'ready' && !this.#isLooking(tab)) expect(requestStop).toHaveBeenCalledTimes(before);
    this.log.push(`(stop in ${status})`);
  }

  /** Whether the tab looks for a run whose connection was lost. */
  #isLooking(tab: ChatSession): boolean {
    return tab.getState().messages.some(({ metadata }) => metadata?.error?.code === 'connection-lost');
  }

  /** With a good connection, every tab comes to rest, and the answer of the last run is stored as the server has it. */
  async #finish(): Promise<void> {
    this.log.push('finish');
    this.#server.isAway = false;
    await this.#rest(120);
    const server = this.#server;
    const states = this.#tabs.map((tab) => tab.getState());
    expect(states.map(({ status }) => status)).toEqual(states.map(() => 'ready'));
    for (const runId of server.stopped) {
      expect(getStops(), 'runs that were stopped').toContain(runId);
    }
    // What a server without a disk has lost is in the pages, which need not agree: the first that continues it decides.
    if (server.wasKilled) return;
    await this.#reopen();
    const run = server.current;
    if (run === undefined) return;
    const stored = storage.rows.get(run.messageId);
    // An answer that a reader has stopped before the server was known to have its run ends there.
    if (stored?.message.metadata?.outcome === 'stopped') return;
    expect(stored && textOfState(stored), 'the last answer is stored whole').toBe(run.text);
    // A continuation whose tab was closed before it was requested has an end of its own.
    const { runId, outcome, autoContinued } = stored?.message.metadata ?? {};
    if (runId !== run.runId) return;
    expect(outcome).toBe(run.outcome);
    if (outcome !== 'interrupted' || getStops().includes(runId)) return;
    const isAskedOn = [...storage.rows.values()].some(({ parentId }) => parentId === stored?.id);
    if (!isAskedOn) expect(autoContinued, 'what is interrupted goes on').toMatchObject({ count: 2 });
  }

  /** Lets everything happen that is under way: the network works, and the model ends its answer. */
  async #rest(rounds: number): Promise<void> {
    const server = this.#server;
    for (let round = 0; round < rounds; round++) {
      while (storage.waiting > 0) {
        storage.write();
        await settle();
      }
      for (let index = server.pending.length; index > 0; index--) server.respond(0);
      server.end();
      await settle();
      for (let index = server.streams.length - 1; index >= 0; index--) server.deliver(index);
      await vi.advanceTimersByTimeAsync(round % 10 === 9 ? 31_000 : 600);
    }
  }

  /** Each opening of the chat finds the end of one answer whose tab was closed, and may have stored it later. */
  async #reopen(): Promise<void> {
    const unended = () =>
      [...storage.rows.values()].filter(
        ({ message: { role, metadata } }) => role === 'assistant' && !metadata?.outcome,
      );
    for (let left = unended().length; left > 0; left--) {
      this.#reload();
      await this.#rest(20);
      expect(unended().length, 'answers without an end').toBeLessThan(left);
    }
  }
}

test(`${WALKS} random walks violate no invariant`, { timeout: 3_600_000 }, async () => {
  const first = Number(process.env.RUNNEL_WALK ?? 0);
  for (let seed = first; seed < first + WALKS; seed++) {
    const walk = new Walk(seed);
    try {
      await walk.run();
    } catch (error) {
      throw new Error(`Walk ${seed}: ${walk.log.join(', ')}`, { cause: error });
    }
  }
});
