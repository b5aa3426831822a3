import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { decodeEvents } from '../entry-codec.ts';
import type { ResumePosition } from '../resume-position.ts';
import { COLLECTED_MS, type RunInfo } from '../run-log.ts';
import { SEQ_GAP } from '../run-lost.ts';
import type { RedisClient } from './client.ts';
import type { Flush, FlushAnswer } from './flush.ts';
import { SCRIPTS } from './lua-scripts.ts';

/** Milliseconds after its last flush for which a producer counts as alive. */
export const LEASE_MS = 8_000;
/** Milliseconds for which an ended log is retained. */
export const RETENTION_MS = 7 * 86_400_000;
/** Milliseconds after the lease of a dead producer for which a run that can be resumed is not closed. */
const RESUME_MS = 120_000;
/** Milliseconds after its last poll for which a reader counts as present. */
const WATCH_MS = 2_000;
const MAX_ENTRIES = 256;

export type Address = Pick<RunInfo, 'chatId' | 'runId'>;

export type OpenAnswer =
  | { state: 'created' | 'not-found' | 'full' }
  | { state: 'attached'; info: RunInfo }
  | { state: 'active' | 'changed' | 'expired'; runId: string };

/** What Redis knows of a chat's latest run. */
export type InspectAnswer = {
  state: 'live' | 'ended' | 'expired';
  info: RunInfo;
  /** Number of its last event, and milliseconds until its log expires. */
  last: number;
  expiresInMs: number;
  isCollected: boolean;
};

export type ReadAnswer =
  | { state: 'gone' }
  | {
      /** `expired`: the producer's lease ran out. `lost`: a new run has replaced this one in its chat. */
      state: 'live' | 'closed' | 'expired' | 'lost';
      hasModelOutput: boolean;
      silence: ModelSilence | undefined;
      entries: { lastSeq: number; text: string }[];
    };

export type CloseAnswer = 'asked' | 'sealed' | 'closed' | 'alive' | 'gone';

/** Typed access to the Lua scripts. Every method rejects with ChatError `log-unavailable` when Redis is unreachable. */
export class RunLogCommands {
  readonly #redis: Pick<RedisClient, 'run'>;
  readonly #prefix: string;

  /** Milliseconds for which an ended log is retained. */
  readonly retentionMs: number;

  constructor(redis: Pick<RedisClient, 'run'>, prefix: string, retentionMs = RETENTION_MS) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.retentionMs = retentionMs;
  }

  /** Opens a run. Repeating the call with the same `token` has no further effect. */
  async open(info: RunInfo, token: string, mayCreate: boolean): Promise<OpenAnswer> {
    const { chat, run, events } = this.#keys(info);
    const [state, ...rest] = await this.#redis.run(
      SCRIPTS.open,
      [chat, run, events],
      [...fieldsOf(info), token, LEASE_MS, this.retentionMs, mayCreate ? 1 : 0, this.#runPrefix(info.chatId)],
    );
    if (state === 'attached') return { state, info: parseInfo(info.chatId, rest) };
    if (state === 'active' || state === 'changed' || state === 'expired')
      return { state, runId: String(rest[0]) };
    return { state: state as 'created' | 'not-found' | 'full' };
  }

  /** Describes the chat's latest run. */
  async inspect(chatId: ChatId): Promise<InspectAnswer | undefined> {
    const { chat } = this.#keys({ chatId, runId: '' as RunId });
    const [state, ...rest] = await this.#redis.run(SCRIPTS.inspect, [chat], [this.#runPrefix(chatId)]);
    if (state === 'none') return undefined;
    return {
      state: state as InspectAnswer['state'],
      info: parseInfo(chatId, rest),
      last: Number(rest[4]),
      expiresInMs: Number(rest[5]),
      isCollected: rest[6] === '1',
    };
  }

  /** Records that a browser has stored the answer of a run. Resolves to false while the run is live. */
  async collect(address: Address): Promise<boolean> {
    const { chat, run, events } = this.#keys(address);
    const [state] = await this.#redis.run(
      SCRIPTS.collect,
      [chat, run, events],
      [address.runId, COLLECTED_MS],
    );
    return state !== 'live';
  }

  /** Appends events, renews the producer's lease, and closes the log if the flush has an ending. */
  async flush(
    info: RunInfo,
    token: string,
    { after, to, entry, ends, hasModelOutput, silence, position, ending }: Flush,
  ): Promise<FlushAnswer> {
    const { chat, run, events } = this.#keys(info);
    const [state, detail, more] = await this.#redis.run(
      SCRIPTS.flush,
      [chat, run, events],
      [
        ...fieldsOf(info),
        token,
        LEASE_MS,
        this.retentionMs,
        after,
        to,
        entry,
        JSON.stringify(ends),
        ends.length,
        hasModelOutput ? 1 : 0,
        ending ? JSON.stringify(ending.events) : '',
        ending?.events.length ?? 0,
        ending?.forced ? 1 : 0,
        silence?.silentMs ?? '',
        silence?.keepAlives ?? 0,
        position ? JSON.stringify(position) : '',
      ],
    );
    if (state === 'ok') return { state, watched: detail === 1, extendedMs: Number(more) };
    if (state === 'taken') return { state };
    if (state === 'behind') return { state, last: Number(detail) };
    const parsed = detail ? (JSON.parse(String(detail)) as RunEvent[]) : undefined;
    if (state === 'lost') return { state, ending: parsed };
    if (state === 'sealed' && ending && more === '0') return { state, ending: ending.events };
    return { state: state as 'closing' | 'sealed', ending: parsed ?? [] };
  }

  /** Reads the entries after event number `after`, and marks the run as being read. */
  async read(address: Address, after: number, signal: AbortSignal): Promise<ReadAnswer> {
    const { run, events } = this.#keys(address);
    const [state, hasModelOutput, entries, silentMs, keepAlives] = await this.#redis.run(
      SCRIPTS.read,
      [run, events],
      [after + 1, MAX_ENTRIES, WATCH_MS],
      signal,
    );
    if (state === 'gone') return { state };
    return {
      state: state as 'live' | 'closed' | 'expired' | 'lost',
      hasModelOutput: hasModelOutput === '1',
      silence: silentMs === '' ? undefined : { silentMs: Number(silentMs), keepAlives: Number(keepAlives) },
      entries: (entries as [id: string, fields: [name: string, text: string]][]).map(([id, [, text]]) => ({
        lastSeq: Number.parseInt(id, 10),
        text,
      })),
    };
  }

  /** Reads all entries, one by one. */
  async readAll(address: Address): Promise<{ last: number; events: RunEvent[] }[]> {
    const all: { last: number; events: RunEvent[] }[] = [];
    for (let last = 0; ; last = all.at(-1)?.last ?? 0) {
      const answer = await this.read(address, last, new AbortController().signal);
      if (answer.state === 'gone' || answer.entries.length === 0) return all;
      for (const { lastSeq, text } of answer.entries) all.push({ last: lastSeq, events: decodeEvents(text) });
    }
  }

  /**
   * Closes the log of a dead producer, or asks a live one to close it.
   * @param onlyIfDead does nothing while the producer is alive.
   */
  async close(
    address: Address,
    ending: RunEvent[],
    { onlyIfDead }: { onlyIfDead: boolean },
  ): Promise<CloseAnswer> {
    const { run, events } = this.#keys(address);
    const [state] = await this.#redis.run(
      SCRIPTS.close,
      [run, events],
      [JSON.stringify(ending), ending.length, onlyIfDead ? 1 : 0, this.retentionMs, SEQ_GAP, RESUME_MS],
    );
    return state as CloseAnswer;
  }

  /** Asks the producer of a run to wait longer for its model. Resolves to whether the run is live. */
  async extend(address: Address, milliseconds: number): Promise<boolean> {
    const [state] = await this.#redis.run(SCRIPTS.extend, [this.#keys(address).run], [milliseconds]);
    return state === 'asked';
  }

  /**
   * Makes whoever knows `token` the producer of a run whose producer is dead. Resolves to where its response can be resumed; to the
   * reason when it cannot be taken over: `over` if not later either.
   */
  async takeOver(
    address: Address,
    { token, graceMs }: { token: string; graceMs: number },
  ): Promise<ResumePosition | 'alive' | 'over'> {
    const args = [token, LEASE_MS, graceMs, SEQ_GAP];
    const [state, position] = await this.#redis.run(SCRIPTS.takeOver, [this.#keys(address).run], args);
    return state === 'taken' ? JSON.parse(String(position)) : (state as 'alive' | 'over');
  }

  /** Rejects unless Redis answers. */
  async ping(): Promise<void> {
    await this.#redis.run(SCRIPTS.ping, [], []);
  }

  #keys({ chatId, runId }: Address) {
    const run = `${this.#runPrefix(chatId)}${runId}`;
    return { chat: `${this.#prefix}:{${chatId}}`, run, events: `${run}:events` };
  }

  /** The braces make a Redis cluster store all keys of a chat on one node. */
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
