import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { getDelta, isTerminal, mergeDeltas, type RunEvent } from '#lib/protocol/run-event.ts';
import { OpenParts } from './open-parts.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader, RunLogStore } from './run-log.ts';

export type MemoryLimits = {
  /** Characters that one run may write before its log is full. */
  runCharacters: number;
  /** Characters of all logs together. Ended logs are let go, oldest first; when only live ones are left, no run starts. */
  totalCharacters: number;
  /** How long an ended log can still be read. */
  keepMs: number;
};

const DEFAULTS: MemoryLimits = {
  runCharacters: 8 * 1024 * 1024,
  totalCharacters: 128 * 1024 * 1024,
  keepMs: 10 * 60_000,
};

/** What an event costs beside its text. */
const EVENT_OVERHEAD = 64;

/** Run logs in this process's memory. */
export class MemoryRunLogStore implements RunLogStore {
  readonly #limits: MemoryLimits;
  /** In the order of their start. */
  readonly #logs = new Map<ChatId, MemoryRunLog>();
  #sweepTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: Partial<MemoryLimits> = {}) {
    this.#limits = { ...DEFAULTS, ...limits };
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    // No wait between looking and adding: two starts of one chat may come in the same turn.
    const present = this.#find(info.owner, info.chatId);
    if (present?.info.runId === info.runId) return { log: present, created: false };
    if (present?.closed === false) {
      throw new ChatError('run-active', 'This chat is already being answered.', {
        runId: present.info.runId,
      });
    }
    if (!this.makeRoom()) throw noRoom();
    return { log: this.add(info), created: true };
  }

  /** A new log in the place of the one that this chat has, live or not: the caller knows that it may be replaced. */
  add(info: RunInfo): MemoryRunLog {
    this.#logs.delete(info.chatId);
    const log = new MemoryRunLog(info, this.#limits.runCharacters);
    this.#logs.set(info.chatId, log);
    log.onClose(() => this.#scheduleSweep());
    return log;
  }

  async find(owner: string, chatId: ChatId): Promise<MemoryRunLog | undefined> {
    return this.#find(owner, chatId);
  }

  /** How many logs are kept, and how many characters they hold. */
  get size(): { logs: number; characters: number } {
    let characters = 0;
    for (const log of this.#logs.values()) characters += log.characters;
    return { logs: this.#logs.size, characters };
  }

  #find(owner: string, chatId: ChatId): MemoryRunLog | undefined {
    this.#sweep();
    const log = this.#logs.get(chatId);
    if (log !== undefined && log.info.owner !== owner)
      throw new ChatError('not-found', 'There is no such chat.');
    return log;
  }

  /** Whether another run fits in; lets ended logs go, oldest first, until it does. */
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

  #sweep(): void {
    const oldest = Date.now() - this.#limits.keepMs;
    for (const [chatId, log] of this.#logs) {
      if (log.closedAt !== undefined && log.closedAt <= oldest) this.#logs.delete(chatId);
    }
  }

  /** One timer for all logs, for the next that expires, so that an idle server lets go of them too. */
  #scheduleSweep(): void {
    if (this.#sweepTimer !== undefined) return;
    let oldest = Number.POSITIVE_INFINITY;
    for (const { closedAt } of this.#logs.values()) oldest = Math.min(oldest, closedAt ?? oldest);
    if (oldest === Number.POSITIVE_INFINITY) return;
    this.#sweepTimer = setTimeout(
      () => {
        this.#sweepTimer = undefined;
        this.#sweep();
        this.#scheduleSweep();
      },
      Math.max(0, oldest + this.#limits.keepMs - Date.now()),
    );
  }
}

/**
 * Deltas that no reader has taken yet grow the last event instead of making a new one: a run that nobody watches is a
 * handful of events, however long it is, and readers get what came together in one piece.
 */
export class MemoryRunLog implements RunLog {
  readonly info: RunInfo;
  closedAt: number | undefined;
  characters = 0;
  readonly #limit: number;
  /** Event number `seq` is at `seq - 1`. */
  readonly #events: RunEvent[] = [];
  /** Number of the last event that some reader has taken; later ones may still grow. */
  #taken = 0;
  readonly #waiting = new Set<() => void>();
  readonly #closeListeners = new Set<() => void>();

  constructor(info: RunInfo, limit: number) {
    this.info = info;
    this.#limit = limit;
  }

  get closed(): boolean {
    return this.closedAt !== undefined;
  }

  append(event: RunEvent): 'appended' | 'closed' | 'full' {
    if (this.closed) return 'closed';
    if (this.characters > this.#limit) return 'full';
    this.#push(event);
    this.#wake();
    return 'appended';
  }

  async close(events: RunEvent[]): Promise<boolean> {
    if (this.closed) return false;
    checkEnding(events);
    for (const event of [...endsOfOpenParts(this.#events), ...events]) this.#push(event);
    this.closedAt = Date.now();
    this.#wake();
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
    return true;
  }

  onClose(listener: () => void): () => void {
    if (this.closed) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  read(after: number): RunLogReader {
    let position = Math.max(0, after);
    let open = true;
    let wake: (() => void) | undefined;

    const take = (): LogBatch => {
      const batch: LogBatch = [];
      while (position < this.#events.length) {
        const event = this.#events[position++] as RunEvent;
        const last = batch.at(-1);
        const merged = last && mergeDeltas(last.event, event);
        if (last && merged) {
          last.event = merged;
          last.seq = position;
        } else {
          batch.push({ seq: position, event });
        }
      }
      this.#taken = Math.max(this.#taken, position);
      return batch;
    };

    return {
      next: async () => {
        for (;;) {
          if (!open) return undefined;
          if (position < this.#events.length) return take();
          if (this.closed) return undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
            this.#waiting.add(resolve);
          });
        }
      },
      close: () => {
        open = false;
        if (wake === undefined) return;
        this.#waiting.delete(wake);
        wake();
      },
    };
  }

  async settled(): Promise<'whole'> {
    return 'whole';
  }

  /** How many events there are; the last may still grow. */
  get length(): number {
    return this.#events.length;
  }

  /** What follows event number `after`, each event for itself, until `characters` are reached. None of it grows any more. */
  take(after: number, upTo: number, characters: number): RunEvent[] {
    let position = after;
    for (let sum = 0; position < upTo && sum < characters; position++) {
      sum += eventLength(this.#events[position] as RunEvent);
    }
    this.#taken = Math.max(this.#taken, position);
    return this.#events.slice(after, position);
  }

  #push(event: RunEvent): void {
    const last = this.#events.length > this.#taken ? this.#events.at(-1) : undefined;
    const merged = last && mergeDeltas(last, event);
    if (merged) this.#events[this.#events.length - 1] = merged;
    else this.#events.push(event);
    this.characters += merged ? getDelta(event).length : EVENT_OVERHEAD + eventLength(event);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** @throws when the last of `events` is not terminal. */
export function checkEnding(events: readonly RunEvent[]): void {
  const last = events.at(-1);
  if (last === undefined || !isTerminal(last)) throw new Error('A log is closed by a terminal event.');
}

export function noRoom(): ChatError {
  return new ChatError('rate-limited', 'The server has as many runs as it can hold.', {
    retryAfterSeconds: 10,
  });
}

function eventLength(event: RunEvent): number {
  return getDelta(event).length || JSON.stringify(event).length;
}

function endsOfOpenParts(events: readonly RunEvent[]): RunEvent[] {
  const parts = new OpenParts();
  for (const event of events) parts.add(event);
  return parts.ends;
}
