import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { ExpiredRuns } from './expired-runs.ts';
import { MemoryRunLog } from './memory-run-log.ts';
import {
  COLLECTED_MS,
  type KnownRun,
  MAX_LISTED,
  type RunInfo,
  type RunLog,
  type RunLogStore,
  type RunState,
  type StoreHealth,
  type StoreProblem,
} from './run-log.ts';
import {
  createChatNotFoundError,
  createNoRoomError,
  createRunActiveError,
  createRunChangedError,
  createRunExpiredError,
} from './run-log-errors.ts';

export type MemoryLimits = {
  /** Characters one run may write before its log is full. */
  runCharacters: number;
  /**
   * Characters of all logs in total. Above it, ended logs are deleted, collected ones first, then the oldest; when only live logs are
   * left, no new run starts.
   */
  totalCharacters: number;
  /** The number of logs, likewise: the objects of a log take memory too. */
  totalLogs: number;
  /** Milliseconds for which an ended log can still be read. */
  retentionMs: number;
};

const DAY_MS = 86_400_000;

const DEFAULTS: MemoryLimits = {
  runCharacters: 8 * 1024 * 1024,
  totalCharacters: 128 * 1024 * 1024,
  totalLogs: 20_000,
  retentionMs: DAY_MS,
};

/** How many earlier runs of a chat are known. */
const MAX_REPLACED = 20;

/** Stores run logs in the memory of this process. */
export class MemoryRunLogStore implements RunLogStore {
  readonly #limits: MemoryLimits;
  readonly #problem: StoreProblem | undefined;
  /** In the order in which the runs started. */
  readonly #logs = new Map<ChatId, MemoryRunLog>();
  readonly #expired = new ExpiredRuns();
  /** The runs of the same chat before each log, latest first: none of them starts again. */
  readonly #replaced = new WeakMap<RunLog, readonly RunId[]>();
  #expiryTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param problem why it is used in place of another store */
  constructor(limits: Partial<MemoryLimits> = {}, problem?: StoreProblem) {
    this.#limits = { ...DEFAULTS, ...limits };
    this.#problem = problem;
  }

  async open(info: RunInfo): Promise<{ log: MemoryRunLog; created: boolean }> {
    // Nothing is awaited between the lookup and `add`, so two simultaneous starts in one chat cannot both succeed.
    const present = this.peek(info.owner, info.chatId);
    if (present?.info.runId === info.runId) return { log: present, created: false };
    if (present?.closed === false) throw createRunActiveError(present.info.runId);
    const expired = this.#expired.find(info.owner, info.chatId);
    if (expired?.info.runId === info.runId) throw createRunExpiredError(info.runId);
    const latest = present ?? expired;
    const replaced = present ? this.#replaced.get(present) : expired?.replaced;
    if (latest && replaced?.includes(info.runId)) throw createRunChangedError(latest.info.runId);
    if (!this.makeRoom()) throw createNoRoomError();
    return { log: this.add(info), created: true };
  }

  /** Adds a new log and replaces the chat's previous one, even a live one: the caller has checked that it may. */
  add(info: RunInfo): MemoryRunLog {
    const { owner, chatId } = info;
    const previous = this.#logs.get(chatId);
    const known = previous
      ? [previous.info.runId, ...(this.#replaced.get(previous) ?? [])]
      : this.#expired.take(owner, chatId);
    this.#logs.delete(chatId);
    const log = new MemoryRunLog(info, this.#limits.runCharacters);
    this.#replaced.set(log, known.slice(0, MAX_REPLACED));
    this.#logs.set(chatId, log);
    log.onClose(() => this.#scheduleExpiry());
    return log;
  }

  async find(owner: string, chatId: ChatId): Promise<MemoryRunLog | undefined> {
    const log = this.peek(owner, chatId);
    const expired = log ? undefined : this.#expired.find(owner, chatId);
    if (expired) throw createRunExpiredError(expired.info.runId);
    return log;
  }

  /** As `find`, without a word about a log that has been deleted. */
  peek(owner: string, chatId: ChatId): MemoryRunLog | undefined {
    const log = this.#logs.get(chatId);
    if (log !== undefined && log.info.owner !== owner) throw createChatNotFoundError();
    if (log === undefined || !this.#isExpired(log)) return log;
    this.#expire(log);
    return undefined;
  }

  async inspect(owner: string, chatId: ChatId): Promise<RunState | undefined> {
    const log = this.peek(owner, chatId);
    if (log) return this.#describe(log);
    const { runId, startedAt } = this.#expired.find(owner, chatId)?.info ?? {};
    return runId && startedAt ? { chatId, runId, startedAt, state: 'expired' } : undefined;
  }

  async collect(owner: string, { chatId, runId }: Pick<RunInfo, 'chatId' | 'runId'>): Promise<boolean> {
    const log = this.peek(owner, chatId);
    if (log?.info.runId !== runId) return true; // deleted already
    if (!log.closed) return false;
    log.collectedAt ??= performance.now();
    this.#scheduleExpiry();
    return true;
  }

  async list(owner: string): Promise<KnownRun[]> {
    const logs = [...this.#logs.values()].filter(
      (log) => log.info.owner === owner && log.collectedAt === undefined && !this.#isExpired(log),
    );
    return logs
      .slice(-MAX_LISTED)
      .reverse()
      .map((log) => this.#describe(log));
  }

  async takeOrphans(): Promise<[]> {
    return [];
  }

  async checkHealth(): Promise<StoreHealth> {
    return { store: 'memory', problem: this.#problem };
  }

  /** Forgets `log`, if it is still its chat's, as if it had never been here. Whoever holds it can still read it. */
  release(log: MemoryRunLog): void {
    if (this.has(log)) this.#logs.delete(log.info.chatId);
  }

  /** Whether `log` is its chat's. */
  has(log: MemoryRunLog): boolean {
    return this.#logs.get(log.info.chatId) === log;
  }

  /** The number of stored logs and of their characters. */
  get size(): { logs: number; characters: number } {
    let characters = 0;
    for (const log of this.#logs.values()) characters += log.characters;
    return { logs: this.#logs.size, characters };
  }

  /** Deletes ended logs until another run fits. Returns false when it does not fit even then. */
  makeRoom(): boolean {
    let { characters } = this.size;
    const isFull = () =>
      characters >= this.#limits.totalCharacters || this.#logs.size >= this.#limits.totalLogs;
    for (const isFirst of [true, false]) {
      for (const log of isFull() ? [...this.#logs.values()] : []) {
        if (!isFull()) break;
        if (!log.closed || (isFirst && log.collectedAt === undefined)) continue;
        this.#expire(log);
        characters -= log.characters;
      }
    }
    return !isFull();
  }

  #describe(log: MemoryRunLog): KnownRun {
    const { chatId, runId, startedAt } = log.info;
    const expiresAt = this.#expiryOf(log);
    return {
      ...{ chatId, runId, startedAt, next: log.next },
      ...(expiresAt === undefined
        ? { state: 'live' }
        : { state: 'ended', expiresAt: Math.round(Date.now() + expiresAt - performance.now()) }),
    };
  }

  /** When an ended log is deleted, on the clock of `performance.now()`. */
  #expiryOf({ closedAt, collectedAt = Number.POSITIVE_INFINITY }: MemoryRunLog): number | undefined {
    if (closedAt === undefined) return undefined;
    return Math.min(closedAt + this.#limits.retentionMs, collectedAt + COLLECTED_MS);
  }

  #isExpired(log: MemoryRunLog): boolean {
    return (this.#expiryOf(log) ?? Number.POSITIVE_INFINITY) <= performance.now();
  }

  #expire(log: MemoryRunLog): void {
    this.#logs.delete(log.info.chatId);
    this.#expired.add(log.info, this.#replaced.get(log) ?? []);
  }

  #deleteExpired(): void {
    for (const log of this.#logs.values()) if (this.#isExpired(log)) this.#expire(log);
  }

  /** Sets one timer for the log that expires next, so that an idle server frees its memory too. */
  #scheduleExpiry(): void {
    clearTimeout(this.#expiryTimer);
    let next = Number.POSITIVE_INFINITY;
    for (const log of this.#logs.values()) next = Math.min(next, this.#expiryOf(log) ?? next);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#expiryTimer = setTimeout(
      () => {
        this.#deleteExpired();
        this.#scheduleExpiry();
      },
      Math.min(DAY_MS, Math.max(0, next - performance.now())), // a timer cannot wait for more than 24 days
    );
  }
}
