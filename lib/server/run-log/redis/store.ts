import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newRunId } from '#lib/protocol/ids.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import { MemoryRunLogStore } from '../memory-run-log-store.ts';
import type {
  KnownRun,
  OrphanedRun,
  RunInfo,
  RunLog,
  RunLogStore,
  RunState,
  StoreHealth,
} from '../run-log.ts';
import {
  createChatNotFoundError,
  createNoRoomError,
  createRunActiveError,
  createRunChangedError,
  createRunExpiredError,
} from '../run-log-errors.ts';
import type { RedisClient } from './client.ts';
import { type InspectAnswer, LEASE_MS, RunLogCommands } from './commands.ts';
import { LocalRunLog } from './local-run-log.ts';
import { OwnedChats } from './owned-chats.ts';
import { GRACE_MS, RemoteRunLog } from './remote-run-log.ts';
import { ResumableRuns } from './resumable-runs.ts';

/** Milliseconds for which an ended log stays in the memory of its server. */
const LOCAL_RETENTION_MS = 10 * 60_000;
/** How many runs to inspect at the same time. */
const INSPECTIONS = 10;
/** Milliseconds for which the answer of Redis about its health counts. */
const HEALTH_MS = 5_000;

export type RedisStoreOptions = {
  prefix?: string;
  graceMs?: number;
  retentionMs?: number | undefined;
};

/**
 * Stores run logs that several servers share through Redis. A run's producer and the readers on its own server use that
 * server's memory. Redis serves all other readers, and decides which run a chat has. See docs/multiple-servers.md.
 */
export class RedisRunLogStore implements RunLogStore {
  readonly #commands: RunLogCommands;
  readonly #chats: OwnedChats;
  readonly #resumable: ResumableRuns;
  readonly #graceMs: number;
  /** The current and recent runs of this server. */
  readonly #memory: MemoryRunLogStore;
  readonly #localLogs = new WeakMap<RunLog, LocalRunLog>();
  #health: Promise<StoreHealth> = Promise.resolve({ store: 'redis', problem: undefined });
  #checkedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param prefix the prefix of all keys
   * @param graceMs for how long a producer whose lease has expired may still come back
   * @param retentionMs for how long the log of an ended run is retained
   */
  constructor(redis: Pick<RedisClient, 'run'>, options: RedisStoreOptions = {}) {
    const { prefix = 'runnel', graceMs = GRACE_MS, retentionMs } = options;
    this.#commands = new RunLogCommands(redis, prefix, retentionMs);
    this.#chats = new OwnedChats(redis, prefix, this.#commands.retentionMs + LEASE_MS);
    this.#resumable = new ResumableRuns(redis, prefix);
    this.#graceMs = graceMs;
    this.#memory = new MemoryRunLogStore({
      retentionMs: Math.min(LOCAL_RETENTION_MS, this.#commands.retentionMs),
    });
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    const local = this.#findLocal(info.owner, info.chatId);
    if (local?.info.runId === info.runId) return { log: local, created: false };
    const token = newRunId();
    const open = () => this.#commands.open(info, token, this.#memory.makeRoom());
    // Retrying with the same token is safe when only the first answer was lost.
    const answer = await open().catch(open);
    switch (answer.state) {
      case 'created': {
        const log = this.#openLocal(this.#memory.add(info), token);
        // Without it, the run is missing in the list of the caller's runs, and nowhere else.
        void this.#chats.add(info).catch(() => undefined);
        return { log, created: true };
      }
      case 'attached': {
        const found = this.#findLocal(info.owner, info.chatId);
        const log = found?.info.runId === info.runId ? found : this.#openRemote(answer.info);
        return { log, created: false };
      }
      case 'active':
        throw createRunActiveError(answer.runId);
      case 'changed':
        throw createRunChangedError(answer.runId);
      case 'expired':
        throw createRunExpiredError(answer.runId);
      case 'not-found':
        throw createChatNotFoundError();
      case 'full':
        throw createNoRoomError();
      default:
        return answer satisfies never;
    }
  }

  async find(owner: string, chatId: ChatId): Promise<RunLog | undefined> {
    const local = this.#findLocal(owner, chatId);
    if (local?.closed === false) return local;
    const latest = await this.#inspect(owner, chatId).catch((error: unknown) => {
      // A log of this server is readable without Redis.
      if (local === undefined || (error instanceof ChatError && error.code === 'not-found')) throw error;
    });
    if (latest === undefined || latest.info.runId === local?.info.runId) return local;
    if (latest.state === 'expired') throw createRunExpiredError(latest.info.runId);
    return this.#openRemote(latest.info);
  }

  async inspect(owner: string, chatId: ChatId): Promise<RunState | undefined> {
    if (this.#findLocal(owner, chatId)?.closed === false) return this.#memory.inspect(owner, chatId);
    const latest = await this.#inspect(owner, chatId);
    if (latest?.state !== 'expired') return latest && toKnownRun(latest);
    const { runId, startedAt } = latest.info;
    return { chatId, runId, startedAt, state: 'expired' };
  }

  async collect(owner: string, run: Pick<RunInfo, 'chatId' | 'runId'>): Promise<boolean> {
    const latest = await this.#inspect(owner, run.chatId);
    if (latest?.info.runId !== run.runId) return true; // deleted already
    const collected = await this.#commands.collect(run);
    if (collected) await this.#chats.remove(owner, [run.chatId]);
    return collected;
  }

  async list(owner: string): Promise<KnownRun[]> {
    const chatIds = await this.#chats.list(owner);
    const runs: KnownRun[] = [];
    const collected: ChatId[] = [];
    for (let start = 0; start < chatIds.length; start += INSPECTIONS) {
      const some = chatIds.slice(start, start + INSPECTIONS);
      const answers = await Promise.all(some.map((chatId) => this.#commands.inspect(chatId)));
      for (const [index, answer] of answers.entries()) {
        const isWaiting =
          answer && answer.info.owner === owner && answer.state !== 'expired' && !answer.isCollected;
        if (isWaiting) runs.push(toKnownRun(answer));
        else collected.push(some[index] as ChatId);
      }
    }
    await this.#chats.remove(owner, collected);
    return runs;
  }

  async takeOrphans(): Promise<OrphanedRun[]> {
    const orphans: OrphanedRun[] = [];
    for (const run of await this.#resumable.list()) {
      const token = newRunId();
      const taken = await this.#commands.takeOver(run, { token, graceMs: this.#graceMs });
      const latest = taken === 'alive' ? undefined : await this.#commands.inspect(run.chatId);
      if (taken === 'over') await this.#resumable.remove(run);
      if (typeof taken === 'string' || latest?.info.runId !== run.runId) continue;
      const memory = this.#memory.add(latest.info);
      memory.restore(await this.#commands.readAll(run));
      orphans.push({ log: this.#openLocal(memory, token), position: taken, ...memory.splitAt(taken) });
    }
    return orphans;
  }

  /** Asks Redis at most once in a while, whoever asks this server. */
  async checkHealth(): Promise<StoreHealth> {
    if (performance.now() - this.#checkedAt >= HEALTH_MS) {
      this.#checkedAt = performance.now();
      this.#health = this.#commands.ping().then(
        () => ({ store: 'redis', problem: undefined }),
        () => ({ store: 'redis', problem: 'redis-unreachable' }),
      );
    }
    return this.#health;
  }

  #openLocal(memory: MemoryRunLog, token: string): LocalRunLog {
    const { info } = memory;
    let isListed = false;
    const log = new LocalRunLog(memory, this.#commands, {
      token,
      onResumable: () => {
        if (isListed) return;
        isListed = true;
        // Tried again with the next position.
        this.#resumable.add(info).catch(() => {
          isListed = false;
        });
        log.onClose(() => void this.#resumable.remove(info).catch(() => undefined)); // or whoever finds that it is over
      },
      onTaken: () => this.#memory.release(memory),
    });
    this.#localLogs.set(memory, log);
    return log;
  }

  #openRemote(info: RunInfo): RemoteRunLog {
    return new RemoteRunLog(info, this.#commands, this.#graceMs);
  }

  async #inspect(owner: string, chatId: ChatId): Promise<InspectAnswer | undefined> {
    const latest = await this.#commands.inspect(chatId);
    if (latest && latest.info.owner !== owner) throw createChatNotFoundError();
    return latest;
  }

  #findLocal(owner: string, chatId: ChatId): LocalRunLog | undefined {
    const memory = this.#memory.peek(owner, chatId);
    return memory && this.#localLogs.get(memory);
  }
}

function toKnownRun({ state, info, last, expiresInMs }: InspectAnswer): KnownRun {
  const { chatId, runId, startedAt } = info;
  const run = { chatId, runId, startedAt, next: last + 1 };
  return state === 'ended'
    ? { ...run, state, expiresAt: Date.now() + expiresInMs }
    : { ...run, state: 'live' };
}
