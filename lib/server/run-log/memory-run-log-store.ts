import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { MemoryRunLog } from './memory-run-log.ts';
import type { RunInfo, RunLog, RunLogStore } from './run-log.ts';
import {
  createChatNotFoundError,
  createNoRoomError,
  createRunActiveError,
  createRunChangedError,
} from './run-log-errors.ts';

export type MemoryLimits = {
  /** Characters one run may write before its log is full. */
  runCharacters: number;
  /**
   * Characters of all logs in total. Above it, the oldest ended logs are deleted; when only live logs are left, no new run
   * starts.
   */
  totalCharacters: number;
  /** Milliseconds for which an ended log can still be read. */
  retentionMs: number;
};

const DEFAULTS: MemoryLimits = {
  runCharacters: 8 * 1024 * 1024,
  totalCharacters: 128 * 1024 * 1024,
  retentionMs: 10 * 60_000,
};

/** How many earlier runs of a chat are known. */
const MAX_REPLACED = 20;

/** Stores run logs in the memory of this process. */
export class MemoryRunLogStore implements RunLogStore {
  readonly #limits: MemoryLimits;
  /** In the order in which the runs started. */
  readonly #logs = new Map<ChatId, MemoryRunLog>();
  /** The runs of the same chat before each log, latest first: none of them starts again. */
  readonly #replaced = new WeakMap<RunLog, readonly RunId[]>();
  #expiryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: Partial<MemoryLimits> = {}) {
    this.#limits = { ...DEFAULTS, ...limits };
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    // Nothing is awaited between the lookup and `add`, so two simultaneous starts in one chat cannot both succeed.
    const present = this.#find(info.owner, info.chatId);
    if (present?.info.runId === info.runId) return { log: present, created: false };
    if (present?.closed === false) throw createRunActiveError(present.info.runId);
    if (present && this.#replaced.get(present)?.includes(info.runId))
      throw createRunChangedError(present.info.runId);
    if (!this.makeRoom()) throw createNoRoomError();
    return { log: this.add(info), created: true };
  }

  /** Adds a new log and replaces the chat's previous one, even a live one: the caller has checked that it may. */
  add(info: RunInfo): MemoryRunLog {
    const previous = this.#logs.get(info.chatId);
    this.#logs.delete(info.chatId);
    const log = new MemoryRunLog(info, this.#limits.runCharacters);
    if (previous) {
      const replaced = [previous.info.runId, ...(this.#replaced.get(previous) ?? [])];
      this.#replaced.set(log, replaced.slice(0, MAX_REPLACED));
    }
    this.#logs.set(info.chatId, log);
    log.onClose(() => this.#scheduleExpiry());
    return log;
  }

  async find(owner: string, chatId: ChatId): Promise<MemoryRunLog | undefined> {
    return this.#find(owner, chatId);
  }

  /** The number of stored logs and of their characters. */
  get size(): { logs: number; characters: number } {
    let characters = 0;
    for (const log of this.#logs.values()) characters += log.characters;
    return { logs: this.#logs.size, characters };
  }

  #find(owner: string, chatId: ChatId): MemoryRunLog | undefined {
    this.#deleteExpired();
    const log = this.#logs.get(chatId);
    if (log !== undefined && log.info.owner !== owner) throw createChatNotFoundError();
    return log;
  }

  /** Deletes ended logs, oldest first, until another run fits. Returns false when it does not fit even then. */
  makeRoom(): boolean {
    let { characters } = this.size;
    for (const [chatId, log] of this.#logs) {
      if (characters < this.#limits.totalCharacters) return true;
      if (!log.closed) continue;
      this.#logs.delete(chatId);
      characters -= log.characters;
    }
    return characters < this.#limits.totalCharacters;
  }

  #deleteExpired(): void {
    const expired = performance.now() - this.#limits.retentionMs;
    for (const [chatId, log] of this.#logs) {
      if (log.closedAt !== undefined && log.closedAt <= expired) this.#logs.delete(chatId);
    }
  }

  /** Sets one timer for the log that expires next, so that an idle server frees its memory too. */
  #scheduleExpiry(): void {
    if (this.#expiryTimer !== undefined) return;
    let oldest = Number.POSITIVE_INFINITY;
    for (const { closedAt } of this.#logs.values()) oldest = Math.min(oldest, closedAt ?? oldest);
    if (oldest === Number.POSITIVE_INFINITY) return;
    this.#expiryTimer = setTimeout(
      () => {
        this.#expiryTimer = undefined;
        this.#deleteExpired();
        this.#scheduleExpiry();
      },
      Math.max(0, oldest + this.#limits.retentionMs - performance.now()),
    );
  }
}
