import 'server-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { MAX_LISTED, type RunInfo } from '../run-log.ts';
import type { RedisClient } from './client.ts';
import { SCRIPTS } from './lua-scripts.ts';

/** The latest chats of each caller. Every method rejects with ChatError `log-unavailable` when Redis is unreachable. */
export class OwnedChats {
  readonly #redis: Pick<RedisClient, 'run'>;
  readonly #prefix: string;
  readonly #retentionMs: number;

  /** @param retentionMs for how long the chats of a caller are known after the start of the last run */
  constructor(redis: Pick<RedisClient, 'run'>, prefix: string, retentionMs: number) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#retentionMs = retentionMs;
  }

  /** Adds the chat of a run. */
  async add({ owner, chatId, startedAt }: RunInfo): Promise<void> {
    const args = [startedAt, chatId, MAX_LISTED, this.#retentionMs];
    await this.#redis.run(SCRIPTS.addChat, [this.#keyOf(owner)], args);
  }

  /** Lists the chats of an owner, the latest first. */
  async list(owner: string): Promise<ChatId[]> {
    return (await this.#redis.run(SCRIPTS.listChats, [this.#keyOf(owner)], [])) as ChatId[];
  }

  async remove(owner: string, chatIds: readonly ChatId[]): Promise<void> {
    if (chatIds.length > 0) await this.#redis.run(SCRIPTS.removeChats, [this.#keyOf(owner)], [...chatIds]);
  }

  #keyOf(owner: string): string {
    return `${this.#prefix}:owner:${owner}`;
  }
}
