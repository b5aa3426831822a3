import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AnswerState } from '../history/saving/answer-merge.ts';
import { requestStop } from '../run/pending-stops.ts';
import { stubBrowser } from '../testing/fake-browser.ts';
import { ModelServer, ModelStorage, settle, textOfState, WALK_CHAT } from '../testing/model-world.ts';
import { createRandom } from '../testing/seeded-random.ts';
import { stubLocalStorage } from '../testing/test-setup.ts';
import { ChatSession } from './chat-session.ts';

/** Set by each walk. Only reached through the module that loads the history. */
let storage: ModelStorage;

vi.mock('../history/load-history.ts', () => {
  const load = async () => storage;
  const getState = () => ({ value: undefined, failed: false });
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

class Walk {
  readonly #server = new ModelServer();
  readonly #random: (limit: number) => number;
  readonly #tabs: ChatSession[] = [];
  readonly log: string[] = [];

  constructor(seed: number) {
    this.#random = createRandom(seed);
    storage = new ModelStorage((before, after) => this.#checkWrite(before, after));
    vi.stubGlobal('fetch', this.#server.fetch);
    vi.mocked(requestStop).mockClear();
  }

  async run(): Promise<void> {
    this.#tabs.push(new ChatSession(WALK_CHAT, false));
    await settle();
    for (let step = 0; step < STEPS; step++) {
      await this.#step();
      await settle();
      for (const tab of this.#tabs) this.#checkTab(tab);
    }
    await this.#finish();
    for (const tab of this.#tabs) tab.close();
    await vi.advanceTimersByTimeAsync(60_000);
  }

  async #step(): Promise<void> {
    const server = this.#server;
    const steps: [weight: number, name: string, act: () => unknown][] = [
      [4, 'ask', () => this.#pickTab().send(`question ${this.log.length}`)],
      [1, 'retry', () => this.#pickTab().retry()],
      [2, 'continue', () => this.#continue(this.#pickTab())],
      [3, 'stop', () => this.#stop(this.#pickTab())],
      [8, 'answer', () => server.write()],
      [3, 'end', () => server.end()],
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

  /** No save replaces more words by fewer, or a terminal answer by one that is not; and no word is doubled. */
  #checkWrite(before: AnswerState | undefined, after: AnswerState): void {
    const text = textOfState(after);
    const { metadata, role } = after.message;
    if (role === 'user') return;
    const run = this.#server.runs.find(({ runId }) => runId === metadata?.runId);
    const isOwn = run ? run.text.startsWith(text) || text.startsWith(run.text) : true;
    expect(isOwn, `“${text}” is a part of “${run?.text}”`).toBe(true);
    if (before === undefined) return;
    const old = before.message.metadata;
    expect(text.startsWith(textOfState(before)), `“${text}” keeps “${textOfState(before)}”`).toBe(true);
    if (old?.outcome !== undefined && metadata?.outcome === undefined) {
      expect(metadata?.continuedFrom, 'only a named continuation reopens an answer').toBe(old.runId);
    }
  }

  /** Every status that is shown belongs to the run that is current in the tab. */
  #checkTab(tab: ChatSession): void {
    const { status, run, stopping, recovering, messages } = tab.getState();
    if (status === 'ready')
      expect({ run, stopping, recovering }).toEqual({ run: undefined, stopping: false, recovering: false });
    for (const { metadata, parts } of messages) {
      const shown = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
      const written = this.#server.runs.find(({ runId }) => runId === metadata?.runId);
      if (written) expect(written.text.startsWith(shown), `“${shown}” of “${written.text}”`).toBe(true);
    }
  }

  /** With a good connection, every tab comes to rest, and the answer of the last run is stored as the server has it. */
  async #finish(): Promise<void> {
    this.log.push('finish');
    await this.#rest(120);
    const server = this.#server;
    const states = this.#tabs.map((tab) => tab.getState());
    expect(states.map(({ status }) => status)).toEqual(states.map(() => 'ready'));
    for (const runId of server.stopped) {
      expect(
        vi.mocked(requestStop).mock.calls.map(([{ runId: named }]) => named),
        'runs that were stopped',
      ).toContain(runId);
    }
    const run = server.current;
    await this.#reopen();
    if (run === undefined) return;
    const stored = storage.rows.get(run.messageId);
    // An answer that a reader has stopped before the server was known to have its run ends there.
    if (stored?.message.metadata?.outcome === 'stopped') return;
    expect(stored && textOfState(stored), 'the last answer is stored whole').toBe(run.text);
    // A continuation whose tab was closed before it was requested has an end of its own.
    const { runId, outcome } = stored?.message.metadata ?? {};
    if (runId === run.runId) expect(outcome).toBe(run.outcome);
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
