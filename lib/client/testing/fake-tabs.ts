import 'client-only';
import { expect, vi } from 'vitest';
import type { EventBatch } from '../run/run-events.ts';
import type { ReadConnection } from '../run/shared/shared-reader.ts';
import { SharedRun } from '../run/shared/shared-run.ts';
import type { TabLinks } from '../run/shared/tab-links.ts';
import { FakeRun, type FakeRunConnection, textOf } from './fake-run.ts';

type Channel = ReturnType<TabLinks['openChannel']>;
type LockRequest = { tab: FakeTab; signal: AbortSignal; grant: () => unknown };

/** The tabs of one browser that follow a run. Locks are granted and messages delivered when the test says so. */
export class FakeTabs {
  readonly run = new FakeRun();
  readonly all: FakeTab[] = [];
  areLocksRefused = false;
  #requests: LockRequest[] = [];
  #holder: FakeTab | undefined;

  /** The tabs that still follow the run. */
  get following(): FakeTab[] {
    return this.all.filter((tab) => tab.isFollowing);
  }

  /** The number of the last event that each of them has read. */
  get positions(): number[] {
    return this.following.map(({ seq }) => seq);
  }

  /** How often the connection of each of them has been lost. */
  get losses(): number[] {
    return this.following.map(({ losses }) => losses);
  }

  get connections(): FakeRunConnection[] {
    return [...this.run.connections];
  }

  /** @param links whether the browser has Web Locks and broadcast channels */
  open({ links = true, isConnected = false } = {}): FakeTab {
    const tab = new FakeTab(this, { links, isConnected });
    this.all.push(tab);
    return tab;
  }

  /** Opens tabs one after another, each of which receives what there is. */
  async openAll(count: number): Promise<FakeTab[]> {
    for (let index = 0; index < count; index++) {
      this.open();
      await this.deliver();
    }
    return this.all.slice(-count);
  }

  /** The run grows, and all of it arrives. */
  async append(count = 1): Promise<void> {
    this.run.append(count);
    await this.deliver();
  }

  async elapse(milliseconds: number): Promise<void> {
    vi.advanceTimersByTime(milliseconds);
    await this.settle();
  }

  requestLock(request: LockRequest): void {
    if (this.areLocksRefused) throw new DOMException('The document may not use locks.', 'SecurityError');
    this.#requests.push(request);
  }

  /** Grants the lock to the first tab in line, if it is free. @returns whether it did */
  grantLock(): boolean {
    if (this.#holder?.isGone === false) return false;
    this.#requests = this.#requests.filter(({ tab, signal }) => !tab.isGone && !signal.aborted);
    const next = this.#requests.shift();
    if (!next) return false;
    this.#holder = next.tab;
    void Promise.resolve(next.grant()).then(() => {
      if (this.#holder === next.tab) this.#holder = undefined;
    });
    return true;
  }

  /** Runs everything that is due now, except what the server sends. */
  async settle({ locksFirst = false } = {}): Promise<void> {
    const receive = () => this.all.some((tab) => tab.receive());
    await runMicrotasks();
    while (locksFirst ? this.grantLock() || receive() : receive() || this.grantLock()) await runMicrotasks();
  }

  /** As `settle`, and every connection brings what there is, or a heartbeat. */
  async deliver(): Promise<void> {
    await this.settle();
    for (const connection of this.run.connections) connection.deliver();
    await this.settle();
  }
}

/** Fakes the timers that shared runs use. */
export function startTabsTest(): FakeTabs {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return new FakeTabs();
}

/** Ends the run, and checks that every tab has read all of it and that nothing is left. */
export async function endTabsTest(tabs: FakeTabs): Promise<void> {
  tabs.run.end();
  await tabs.deliver();
  for (const tab of tabs.all) tab.check();
  expect(tabs.following).toEqual([]);
  expect(tabs.connections).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
}

/** A tab that follows the run over any number of connections, and checks what it reads. */
export class FakeTab {
  readonly shared: SharedRun;
  readonly batches: EventBatch[] = [];
  readonly hasLinks: boolean;
  /** It has crashed or left. */
  isGone = false;
  isDone = false;
  /** How often the reading ended before the run did. */
  losses = 0;
  /** How many messages it has posted. */
  posted = 0;
  readonly #tabs: FakeTabs;
  readonly #left = new AbortController();
  /** Set while the tab renders: it reads nothing. */
  #busy: { promise: Promise<void>; resolve(): void } | undefined;
  #failure: unknown;
  #text = '';
  #inbox: { sender: FakeTab; channel: Channel; data: unknown }[] = [];
  #channels = new Set<Channel>();

  constructor(tabs: FakeTabs, { links, isConnected }: { links: boolean; isConnected: boolean }) {
    this.#tabs = tabs;
    this.hasLinks = links;
    const connect: ReadConnection = (...request) => tabs.run.connect(...request);
    this.shared = new SharedRun('run-1', connect, links ? this.#createLinks() : null);
    this.#follow(isConnected).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  get isFollowing(): boolean {
    return !this.isGone && !this.isDone;
  }

  get seq(): number {
    return this.batches.at(-1)?.seq ?? 0;
  }

  /** Receives the oldest message of one sender. @returns whether there was a message */
  receive(sender = this.#inbox[0]?.sender): boolean {
    const index = this.#inbox.findIndex((message) => message.sender === sender);
    const [next] = index === -1 ? [] : this.#inbox.splice(index, 1);
    if (next && !this.isGone && this.#channels.has(next.channel)) {
      next.channel.onmessage?.call(next.channel as BroadcastChannel, { data: next.data } as MessageEvent);
    }
    return next !== undefined;
  }

  /** The last messages of a sender do not arrive. */
  loseLast(count: number, sender: FakeTab | undefined): void {
    const lost = this.#inbox
      .filter((message) => message.sender === sender)
      .slice(-count || Number.POSITIVE_INFINITY);
    this.#inbox = this.#inbox.filter((message) => !lost.includes(message));
  }

  /** The tabs of which there are messages. */
  get senders(): FakeTab[] {
    return [...new Set(this.#inbox.map(({ sender }) => sender))];
  }

  /** Leaves the chat. */
  leave(): void {
    this.#left.abort();
    this.isGone = true;
  }

  /** Disappears: its lock is released and its connection closed, but nothing is posted any more. */
  crash(): void {
    this.isGone = true;
    this.#left.abort();
  }

  /** @throws what the tab has found wrong with a batch */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  setBusy(isBusy: boolean): void {
    this.#busy?.resolve();
    this.#busy = isBusy ? Promise.withResolvers<void>() : undefined;
  }

  #createLinks(): TabLinks {
    const request = async (_: string, { signal }: { signal: AbortSignal }, grant: () => unknown) =>
      this.#tabs.requestLock({ tab: this, signal, grant });
    return { locks: { request } as unknown as LockManager, openChannel: () => this.#openChannel() };
  }

  #openChannel(): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data) => {
        if (this.isGone) return;
        this.posted++;
        for (const tab of this.#tabs.all) if (tab !== this) tab.#deliver(this, structuredClone(data));
      },
      close: () => this.#channels.delete(channel),
    };
    this.#channels.add(channel);
    return channel;
  }

  #deliver(sender: FakeTab, data: unknown): void {
    for (const channel of this.#channels) this.#inbox.push({ sender, channel, data });
  }

  async #follow(isConnected: boolean): Promise<void> {
    let connectsNow = isConnected;
    while (this.isFollowing) {
      for await (const batch of this.shared.read({ after: this.seq, connectsNow }, this.#left.signal)) {
        if (this.isGone) return;
        if (batch.from !== this.seq + 1) throw new Error(`event ${batch.from} after ${this.seq}`);
        this.batches.push(batch);
        this.#text += textOf(batch.events);
        if (this.#text !== this.#tabs.run.textUpTo(this.seq)) throw new Error(`another text: ${this.#text}`);
        this.isDone = batch.isTerminated;
        await this.#busy?.promise;
      }
      connectsNow = false;
      if (!this.isDone) this.losses++;
    }
  }
}

/** Lets everything that does not wait for a timer or the test run. */
export async function runMicrotasks(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
