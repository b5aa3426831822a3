import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newRunId } from '#lib/protocol/ids.ts';
import { MemoryRunLogStore, noRoom } from '../memory-run-log.ts';
import type { RunInfo, RunLog, RunLogStore } from '../run-log.ts';
import type { RedisClient } from './client.ts';
import { RunLogCommands } from './commands.ts';
import { LocalRunLog } from './local-run-log.ts';
import { RemoteRunLog } from './remote-run-log.ts';

/**
 * Run logs that many servers share through Redis. A run's producer and the readers on its server use the memory of that
 * server; Redis is for everyone else, and decides which run is a chat's. See docs/multiple-servers.md.
 */
export class RedisRunLogStore implements RunLogStore {
  readonly #calls: RunLogCommands;
  /** The runs that are, or were lately, produced here. */
  readonly #memory = new MemoryRunLogStore();
  readonly #produced = new WeakMap<RunLog, LocalRunLog>();

  /** @param prefix what all keys begin with. */
  constructor(redis: Pick<RedisClient, 'run'>, prefix = 'runnel') {
    this.#calls = new RunLogCommands(redis, prefix);
  }

  async open(info: RunInfo): Promise<{ log: RunLog; created: boolean }> {
    const here = await this.#findHere(info.owner, info.chatId);
    if (here?.info.runId === info.runId) return { log: here, created: false };
    const token = newRunId();
    const ask = () => this.#calls.open(info, token, this.#memory.makeRoom());
    // The same token twice is one opening: the first answer may have been lost on its way.
    const answer = await ask().catch(ask);
    switch (answer.state) {
      case 'created': {
        const memory = this.#memory.add(info);
        const log = new LocalRunLog(memory, this.#calls, token);
        this.#produced.set(memory, log);
        return { log, created: true };
      }
      case 'attached': {
        const found = await this.#findHere(info.owner, info.chatId);
        const log = found?.info.runId === info.runId ? found : new RemoteRunLog(answer.info, this.#calls);
        return { log, created: false };
      }
      case 'active':
        throw new ChatError('run-active', 'This chat is already being answered.', { runId: answer.runId });
      case 'not-found':
        throw new ChatError('not-found', 'There is no such chat.');
      case 'full':
        throw noRoom();
      default:
        return answer satisfies never;
    }
  }

  async find(owner: string, chatId: ChatId): Promise<RunLog | undefined> {
    const here = await this.#findHere(owner, chatId);
    if (here?.closed === false) return here;
    const latest = await this.#calls.find(chatId).catch((error: unknown) => {
      // What was made here can be read here, whatever has become of Redis.
      if (here === undefined) throw error;
    });
    if (latest === undefined || latest.runId === here?.info.runId) return here;
    if (latest.owner !== owner) throw new ChatError('not-found', 'There is no such chat.');
    return new RemoteRunLog(latest, this.#calls);
  }

  async #findHere(owner: string, chatId: ChatId): Promise<LocalRunLog | undefined> {
    const memory = await this.#memory.find(owner, chatId);
    return memory && this.#produced.get(memory);
  }
}
