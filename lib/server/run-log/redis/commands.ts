import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunInfo } from '../run-log.ts';
import type { RedisClient } from './client.ts';
import { SCRIPTS } from './lua-scripts.ts';

/** How long a producer is believed alive after it was last heard of. */
export const LEASE_MS = 8_000;
/** How long a log can be read after its end. */
export const KEEP_MS = 10 * 60_000;
/** How long a reader counts as reading after it was last heard of. */
const WATCH_MS = 2_000;
/** Above what a producer can have numbered since it was last heard of: a log is full long before. */
const GAP = 1_000_000;
const ENTRIES_AT_ONCE = 256;

type Address = Pick<RunInfo, 'chatId' | 'runId'>;

export type OpenAnswer =
  | { state: 'created' | 'not-found' | 'full' }
  | { state: 'attached'; info: RunInfo }
  | { state: 'active'; runId: string };

export type Flush = {
  /** Numbers of the first and the last event of `entry`; the first is one more than the last when there are none. */
  from: number;
  to: number;
  /** The events as `encodeEntry` writes them; '' for a mere sign of life. */
  entry: string;
  /** Ends of the parts that are open after these events. */
  ends: RunEvent[];
  said: boolean;
  ending?: { events: RunEvent[]; forced: boolean };
};

export type FlushAnswer =
  | { state: 'ok'; watched: boolean }
  /** Someone else wants the run ended, with these events. */
  | { state: 'closing'; ending: RunEvent[] }
  /** The log is closed, with these events: the flush's own, or those of someone who was first. */
  | { state: 'sealed'; ending: RunEvent[] }
  /** Redis has lost what came after event number `last`. */
  | { state: 'behind'; last: number }
  /** Someone else has given this run up, and perhaps closed it. */
  | { state: 'lost'; ending: RunEvent[] | undefined };

export type ReadAnswer =
  | { state: 'gone' }
  | {
      /** `expired`: the producer was not heard of for longer than its lease; `lost`: a new run has taken its chat. */
      state: 'live' | 'closed' | 'expired' | 'lost';
      said: boolean;
      entries: { lastSeq: number; text: string }[];
    };

export type CloseAnswer = 'asked' | 'sealed' | 'closed' | 'alive' | 'gone';

/** The scripts as functions. Each rejects with ChatError `log-unavailable` when Redis cannot be reached. */
export class RunLogCommands {
  readonly #redis: Pick<RedisClient, 'run'>;
  readonly #prefix: string;

  constructor(redis: Pick<RedisClient, 'run'>, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async open(info: RunInfo, token: string, mayCreate: boolean): Promise<OpenAnswer> {
    const { chat, run, events } = this.#keys(info);
    const [state, ...rest] = await this.#redis.run(
      SCRIPTS.open,
      [chat, run, events],
      [...fieldsOf(info), token, LEASE_MS, KEEP_MS, mayCreate ? 1 : 0, this.#runPrefix(info.chatId)],
    );
    if (state === 'attached') return { state, info: parseInfo(info.chatId, rest) };
    if (state === 'active') return { state, runId: String(rest[0]) };
    return { state: state as 'created' | 'not-found' | 'full' };
  }

  /** The chat's latest run. */
  async find(chatId: ChatId): Promise<RunInfo | undefined> {
    const { chat } = this.#keys({ chatId, runId: '' as RunId });
    const [state, ...rest] = await this.#redis.run(SCRIPTS.find, [chat], [this.#runPrefix(chatId)]);
    return state === 'found' ? parseInfo(chatId, rest) : undefined;
  }

  async flush(
    info: RunInfo,
    token: string,
    { from, to, entry, ends, said, ending }: Flush,
  ): Promise<FlushAnswer> {
    const { chat, run, events } = this.#keys(info);
    const [state, detail, yielded] = await this.#redis.run(
      SCRIPTS.flush,
      [chat, run, events],
      [
        ...fieldsOf(info),
        token,
        LEASE_MS,
        KEEP_MS,
        from,
        to,
        entry,
        JSON.stringify(ends),
        ends.length,
        said ? 1 : 0,
        ending ? JSON.stringify(ending.events) : '',
        ending?.events.length ?? 0,
        ending?.forced ? 1 : 0,
      ],
    );
    if (state === 'ok') return { state, watched: detail === 1 };
    if (state === 'behind') return { state, last: Number(detail) };
    const parsed = detail ? (JSON.parse(String(detail)) as RunEvent[]) : undefined;
    if (state === 'lost') return { state, ending: parsed };
    if (state === 'sealed' && ending && yielded === '0') return { state, ending: ending.events };
    return { state: state as 'closing' | 'sealed', ending: parsed ?? [] };
  }

  async read(address: Address, after: number, signal: AbortSignal): Promise<ReadAnswer> {
    const { run, events } = this.#keys(address);
    const [state, said, entries] = await this.#redis.run(
      SCRIPTS.read,
      [run, events],
      [after + 1, ENTRIES_AT_ONCE, WATCH_MS],
      signal,
    );
    if (state === 'gone') return { state };
    return {
      state: state as 'live' | 'closed' | 'expired' | 'lost',
      said: said === '1',
      entries: (entries as [id: string, fields: [name: string, text: string]][]).map(([id, [, text]]) => ({
        lastSeq: Number.parseInt(id, 10),
        text,
      })),
    };
  }

  /** @param onlyIfDead leaves a run alone whose producer lives. */
  async close(
    address: Address,
    ending: RunEvent[],
    { onlyIfDead }: { onlyIfDead: boolean },
  ): Promise<CloseAnswer> {
    const { run, events } = this.#keys(address);
    const [state] = await this.#redis.run(
      SCRIPTS.close,
      [run, events],
      [JSON.stringify(ending), ending.length, onlyIfDead ? 1 : 0, KEEP_MS, GAP],
    );
    return state as CloseAnswer;
  }

  #keys({ chatId, runId }: Address) {
    const run = `${this.#runPrefix(chatId)}${runId}`;
    return { chat: `${this.#prefix}:{${chatId}}`, run, events: `${run}:events` };
  }

  /** In braces, so that a cluster keeps all of a chat on one node. */
  #runPrefix(chatId: ChatId): string {
    return `${this.#prefix}:{${chatId}}:`;
  }
}

function fieldsOf({ runId, owner, model, startedAt }: RunInfo): (string | number)[] {
  return [runId, owner, model, startedAt];
}

function parseInfo(chatId: ChatId, [runId, owner, model, startedAt]: unknown[]): RunInfo {
  return {
    chatId,
    runId: String(runId) as RunId,
    owner: String(owner),
    model: String(model),
    startedAt: Number(startedAt),
  };
}
