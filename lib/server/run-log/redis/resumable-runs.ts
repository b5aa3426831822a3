import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunInfo } from '../run-log.ts';
import type { RedisClient } from './client.ts';
import { SCRIPTS } from './lua-scripts.ts';

type Address = Pick<RunInfo, 'chatId' | 'runId'>;

const MAX_RUNS = 10_000;
/** A response is not generated for longer. */
const FORGET_MS = 86_400_000;

/** The live runs of all servers whose responses can be resumed. Every method rejects when Redis is unreachable. */
export class ResumableRuns {
  readonly #redis: Pick<RedisClient, 'run'>;
  readonly #key: string;

  constructor(redis: Pick<RedisClient, 'run'>, prefix: string) {
    this.#redis = redis;
    this.#key = `${prefix}:resumable`;
  }

  async add(run: RunInfo): Promise<void> {
    await this.#redis.run(SCRIPTS.addChat, [this.#key], [run.startedAt, toName(run), MAX_RUNS, FORGET_MS]);
  }

  async list(): Promise<Address[]> {
    const names = (await this.#redis.run(SCRIPTS.listChats, [this.#key], [])) as string[];
    return names.map((name) => {
      const [chatId, runId] = JSON.parse(name);
      return { chatId: chatId as ChatId, runId: runId as RunId };
    });
  }

  async remove(run: Address): Promise<void> {
    await this.#redis.run(SCRIPTS.removeChats, [this.#key], [toName(run)]);
  }
}

function toName({ chatId, runId }: Address): string {
  return JSON.stringify([chatId, runId]);
}
