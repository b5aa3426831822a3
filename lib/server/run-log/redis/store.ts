import 'server-only';
import { type ChatId, newRunId } from '#lib/protocol/ids.ts';
import { MemoryRunLogStore } from '../memory-run-log-store.ts';
import type { RunInfo, RunLog, RunLogStore } from '../run-log.ts';
import {
  createChatNotFoundError,
  createNoRoomError,
  createRunActiveError,
  createRunChangedError,
} from '../run-log-errors.ts';
import type { RedisClient } from './client.ts';
import { RunLogCommands } from './commands.ts';
import { LocalRunLog } from './local-run-log.ts';
import { GRACE_MS, RemoteRunLog } from './remote-run-log.ts';

/**
 * Stores run logs that several servers share through Redis. A run's producer and the readers on its own server use that
 * server's memory. Redis serves all other readers, and decides which run a chat has. See docs/multiple-servers.md.
 */
export class RedisRunLogStore implements RunLogStore {
  readonly #commands: RunLogCommands;
  readonly #graceMs: number;
  /** The current and recent runs of this server. */
  readonly #memory = new MemoryRunLogStore();
  readonly #localLogs = new WeakMap<RunLog, LocalRunLog>();

  /**
   * @param prefix the prefix of all keys
   * @param graceMs for how long a producer whose lease has expired may still come back
   */
  constructor(redis: Pick<RedisClient, 'run'>, { prefix = 'runnel', graceMs = GRACE_MS } = {}) {
    this.#commands = new RunLogCommands(redis, prefix);
    this.#graceMs = graceMs;
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    const local = await this.#findLocal(info.owner, info.chatId);
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
        return { log, created: true };
      }
      case 'attached': {
        const found = await this.#findLocal(info.owner, info.chatId);
        const log = found?.info.runId === info.runId ? found : this.#openRemote(answer.info);
        return { log, created: false };
      }
      case 'active':
        throw createRunActiveError(answer.runId);
      case 'changed':
        throw createRunChangedError(answer.runId);
      case 'not-found':
        throw createChatNotFoundError();
      case 'full':
        throw createNoRoomError();
      default:
        return answer satisfies never;
    }
  }

  async find(owner: string, chatId: ChatId): Promise<RunLog | undefined> {
    const local = await this.#findLocal(owner, chatId);
    if (local?.closed === false) return local;
    const latest = await this.#commands.find(chatId).catch((error: unknown) => {
      // A log of this server is readable without Redis.
      if (local === undefined) throw error;
    });
    if (latest === undefined || latest.runId === local?.info.runId) return local;
    if (latest.owner !== owner) throw createChatNotFoundError();
    return this.#openRemote(latest);
  }

  #openRemote(info: RunInfo): RemoteRunLog {
    return new RemoteRunLog(info, this.#commands, this.#graceMs);
  }

  async #findLocal(owner: string, chatId: ChatId): Promise<LocalRunLog | undefined> {
    const memory = await this.#memory.find(owner, chatId);
    return memory && this.#localLogs.get(memory);
  }
}
