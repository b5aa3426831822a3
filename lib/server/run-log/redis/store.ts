import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newRunId } from '#lib/protocol/ids.ts';
import { MemoryRunLogStore } from '../memory-run-log-store.ts';
import type { KnownRun, RunInfo, RunLog, RunLogStore, RunState, StoreHealth } from '../run-log.ts';
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
        const memory = this.#memory.add(info);
        const log = new LocalRunLog(memory, this.#commands, token);
        this.#localLogs.set(memory, log);
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
