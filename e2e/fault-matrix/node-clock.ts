import { NodeTab } from './node-tab.ts';

type Timer = ReturnType<typeof setTimeout>;
type Work = (...args: unknown[]) => void;
type Pending = { tab: NodeTab; fire: () => void; dueAt: number; everyMs?: number };

const native = { setTimeout, setInterval, clearTimeout, now: performance.now.bind(performance) };

/** The clock of a `NodeBrowser`: real time, which a test can advance. What runs in no tab does not notice. */
export class NodeClock {
  readonly #pending = new Map<Timer, Pending>();
  readonly #epoch = Date.now() - native.now();
  #aheadMs = 0;

  /** Advances the clock. Each timer that is due then fires once, as when a device wakes. */
  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
    const now = native.now() + this.#aheadMs;
    const due = [...this.#pending].filter(([, { dueAt }]) => dueAt <= now);
    for (const [timer, each] of due.toSorted(([, one], [, other]) => one.dueAt - other.dueAt)) {
      if (!this.#pending.has(timer)) continue; // an earlier timer has cleared it
      if (each.everyMs === undefined) this.clear(timer);
      else each.dueAt = now + each.everyMs;
      each.tab.run(each.fire);
    }
  }

  /** `performance.now` */
  now = (): number => native.now() + (NodeTab.current ? this.#aheadMs : 0);

  /** `Date.now` */
  date = (): number => Math.round(this.#epoch + this.now());

  setTimeout = (work: Work, ms = 0, ...args: unknown[]): Timer => {
    const fire = () => {
      this.#pending.delete(timer);
      work(...args);
    };
    const timer = native.setTimeout(fire, ms);
    const tab = NodeTab.current;
    if (tab) this.#pending.set(timer, { tab, fire, dueAt: this.now() + ms });
    return timer;
  };

  setInterval = (work: Work, ms = 0, ...args: unknown[]): Timer => {
    const fire = () => work(...args);
    const timer = native.setInterval(fire, ms);
    const tab = NodeTab.current;
    if (tab) this.#pending.set(timer, { tab, fire, dueAt: this.now() + ms, everyMs: ms });
    return timer;
  };

  /** `clearTimeout` and `clearInterval` */
  clear = (timer: Timer | undefined): void => {
    if (timer !== undefined) this.#pending.delete(timer);
    native.clearTimeout(timer);
  };
}
