import 'server-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import { type MemoryLimits, MemoryRunLogStore } from '../memory-run-log-store.ts';
import {
  COLLECTED_MS,
  type KnownRun,
  MAX_LISTED,
  type OrphanedRun,
  type RunInfo,
  type RunLog,
  type RunLogStore,
  type RunState,
  type StoreHealth,
} from '../run-log.ts';
import { createChatNotFoundError, createRunChangedError, createRunExpiredError } from '../run-log-errors.ts';
import type { Disk } from './disk.ts';
import { DiskRunLog } from './disk-run-log.ts';
import { DiskWriter } from './disk-writer.ts';
import { Housekeeper } from './housekeeper.ts';
import type { Orphan, StoredRun } from './log-database.ts';
import { StoredRunLog } from './stored-run-log.ts';

/**
 * Stores run logs in memory while their runs are live, and on the disk. When the disk fails, they stay in memory, as in
 * `MemoryRunLogStore`, until it works again. One process has one such store, which uses the disk alone.
 */
export class DiskRunLogStore implements RunLogStore {
  readonly #disk: Disk;
  readonly #writer: DiskWriter;
  readonly #housekeeper: Housekeeper;
  /** The logs that are live, or whose end is not on the disk. */
  readonly #memory: MemoryRunLogStore;
  readonly #logs = new WeakMap<RunLog, DiskRunLog>();
  /** The runs of the last process that nobody has taken over yet. Readers can follow them already. */
  readonly #orphans: OrphanedRun[];

  constructor(disk: Disk, limits: Partial<MemoryLimits> = {}) {
    this.#disk = disk;
    this.#memory = new MemoryRunLogStore(limits);
    this.#writer = new DiskWriter(disk, {
      isKept: ({ memory }) => this.#memory.has(memory),
      onEnded: ({ memory }) => this.#memory.release(memory),
    });
    this.#housekeeper = new Housekeeper(disk);
    this.#orphans = disk.takeOrphans().flatMap((orphan) => this.#restore(orphan));
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    // Nothing is awaited before `open`, so two simultaneous starts in one chat cannot both succeed.
    const inMemory = this.#memory.peek(info.owner, info.chatId);
    const stored = inMemory ? undefined : this.#findStored(info.owner, info.chatId);
    if (stored?.info.runId === info.runId) return { log: this.#openStored(stored), created: false };
    const latest = (inMemory ?? stored)?.info.runId;
    if (latest !== undefined && latest !== info.runId && inMemory?.closed !== false && this.#isKnown(info)) {
      throw createRunChangedError(latest);
    }
    const { log: memory, created } = await this.#memory.open(info);
    const log = this.#logs.get(memory) ?? this.#createLog(memory);
    return { log, created };
  }

  async find(owner: string, chatId: ChatId): Promise<RunLog | undefined> {
    const memory = this.#memory.peek(owner, chatId);
    if (memory) return this.#logs.get(memory);
    const stored = this.#findStored(owner, chatId);
    return stored ? this.#openStored(stored) : this.#memory.find(owner, chatId);
  }

  async inspect(owner: string, chatId: ChatId): Promise<RunState | undefined> {
    const stored = this.#memory.peek(owner, chatId) ? undefined : this.#findStored(owner, chatId);
    if (stored === undefined) return this.#memory.inspect(owner, chatId);
    const { runId, startedAt } = stored.info;
    return isExpired(stored) ? { chatId, runId, startedAt, state: 'expired' } : this.#describe(stored);
  }

  async collect(owner: string, run: Pick<RunInfo, 'chatId' | 'runId'>): Promise<boolean> {
    if (this.#memory.peek(owner, run.chatId)) return this.#memory.collect(owner, run);
    const stored = this.#findStored(owner, run.chatId);
    if (stored?.info.runId === run.runId) {
      this.#disk.write((database) => database.collect(stored.row, Date.now() + COLLECTED_MS));
    }
    return true;
  }

  async list(owner: string): Promise<KnownRun[]> {
    const inMemory = await this.#memory.list(owner);
    const stored = this.#disk.read((database) => database.findUncollected(owner, MAX_LISTED)) ?? [];
    return [...inMemory, ...stored.map((run) => this.#describe(run))].slice(0, MAX_LISTED);
  }

  async takeOrphans(): Promise<OrphanedRun[]> {
    return this.#orphans.splice(0);
  }

  async checkHealth(): Promise<StoreHealth> {
    return { store: 'disk', problem: this.#disk.problem };
  }

  /** Writes what is left, and closes the database. */
  close(): void {
    this.#housekeeper.stop();
    this.#writer.finish();
    this.#disk.close();
  }

  #createLog(memory: MemoryRunLog, orphan?: Orphan): DiskRunLog {
    const options = {
      retentionMs: this.#disk.limits.retentionMs,
      onUnwritten: (...unwritten: Parameters<DiskWriter['add']>) => this.#writer.add(...unwritten),
    };
    const log = new DiskRunLog(memory, options, orphan);
    this.#logs.set(memory, log);
    return log;
  }

  #restore(orphan: Orphan): OrphanedRun[] {
    const { info, position } = orphan;
    const memory = this.#memory.add(info);
    const log = this.#createLog(memory, orphan);
    return position ? [{ log, position, ...memory.splitAt(position) }] : [];
  }

  /** The chat's latest run on the disk. */
  #findStored(owner: string, chatId: ChatId): StoredRun | undefined {
    const stored = this.#disk.read((database) => database.findLatest(chatId));
    if (stored && stored.info.owner !== owner) throw createChatNotFoundError();
    return stored;
  }

  #openStored(stored: StoredRun): StoredRunLog {
    const { row, info } = stored;
    if (isExpired(stored)) throw createRunExpiredError(info.runId);
    return new StoredRunLog(info, (after) => this.#disk.read((database) => database.readEntry(row, after)));
  }

  #describe({ row, info: { chatId, runId, startedAt }, expiresAt = 0 }: StoredRun): KnownRun {
    const next = 1 + (this.#disk.read((database) => database.findLast(row)) ?? 0);
    return { chatId, runId, startedAt, state: 'ended', next, expiresAt };
  }

  #isKnown(info: RunInfo): boolean {
    return this.#disk.read((database) => database.hasRun(info)) ?? false;
  }
}

/** A run without an expiry was live when the disk failed, and has ended in memory. */
function isExpired({ expiresAt = 0, isDeleted }: StoredRun): boolean {
  return isDeleted || expiresAt <= Date.now();
}
