import { describe, expect, test, vi } from 'vitest';
import { endTabsTest, type FakeTab, runMicrotasks, startTabsTest } from '#lib/client/testing/fake-tabs.ts';
import { createRandom } from '#lib/client/testing/seeded-random.ts';

/** Walks of one test. */
const WALKS = 25;
const GROUPS = 40;
const STEPS = 80;
const MOST_TABS = 6;

class Walk {
  readonly tabs = startTabsTest();
  readonly #random: (limit: number) => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  async step(): Promise<void> {
    const tab = this.#pick(this.tabs.following);
    const connection = this.#pick(this.tabs.connections);
    const steps: [weight: number, act: () => unknown][] = [
      [12, () => this.tabs.run.append(1 + this.#random(4))],
      [12, () => connection?.deliver()],
      [24, () => this.#receive(tab)],
      [8, () => this.tabs.grantLock()],
      [5, () => this.#open()],
      [3, () => tab?.setBusy(true)],
      [6, () => tab?.setBusy(false)],
      [2, () => connection?.drop()],
      [2, () => tab?.leave()],
      [2, () => this.#crash(tab)],
      [2, () => tab?.shared.release()],
      [6, () => vi.advanceTimersByTime(this.#pick([10, 300, 1_000, 12_000, 26_000]) ?? 0)],
    ];
    let choice = this.#random(steps.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, act] of steps) {
      choice -= weight;
      if (choice >= 0) continue;
      act();
      break;
    }
    await runMicrotasks();
    this.check();
  }

  /** Lets everything arrive, several times. */
  async rest(): Promise<void> {
    for (const tab of this.tabs.all) tab.setBusy(false);
    for (let round = 0; round < 4; round++) {
      await this.tabs.deliver();
      vi.advanceTimersByTime(1_000);
    }
    await this.tabs.deliver();
    this.check();
  }

  check(): void {
    for (const tab of this.tabs.all) tab.check();
  }

  #open(): void {
    if (this.tabs.following.length >= MOST_TABS) return;
    this.tabs.open({ isConnected: this.#random(3) === 0, links: this.#random(20) > 0 });
  }

  #receive(tab: FakeTab | undefined): void {
    tab?.receive(this.#pick(tab.senders));
  }

  /** What the tab has posted last may not arrive everywhere. */
  #crash(tab: FakeTab | undefined): void {
    tab?.crash();
    for (const other of this.tabs.following) other.loseLast(this.#random(3), tab);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#random(items.length)];
  }
}

describe(`in ${GROUPS * WALKS} random walks, no event is lost, doubled or reordered, and one connection is left`, () => {
  test.each(Array.from({ length: GROUPS }, (_, group) => group * WALKS + 1))(
    'from seed %i',
    async (first) => {
      for (let seed = first; seed < first + WALKS; seed++) {
        const walk = new Walk(seed);
        for (let step = 0; step < STEPS; step++) await walk.step();
        await walk.rest();
        const { following, positions, run, connections } = walk.tabs;
        const alone = following.filter(({ hasLinks }) => !hasLinks).length;
        expect(positions, `seed ${seed}`).toEqual(following.map(() => run.seq));
        expect(connections.length, `seed ${seed}`).toBe(alone + (following.length > alone ? 1 : 0));
        await endTabsTest(walk.tabs);
      }
    },
  );
});
