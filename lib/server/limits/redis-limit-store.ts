import 'server-only';
import type { RedisClient } from '../run-log/redis/client.ts';
import {
  type Admission,
  getDay,
  LIVE_RETRY_MS,
  type LimitStore,
  MINUTE_MS,
  type RunClaim,
} from './limit-store.ts';

/** A live run whose server has not renewed it for so long counts as ended. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
const TWO_DAYS_MS = 172_800_000;

const CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS starts, live · ARGV run id, runs per minute, live runs, minute ms, lease ms */
const ADMIT = `${CLOCK}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZSCORE', KEYS[1], ARGV[1]) or redis.call('ZSCORE', KEYS[2], ARGV[1]) then return {'known', 0} end
local rate, live = tonumber(ARGV[2]), tonumber(ARGV[3])
if rate > 0 and redis.call('ZCARD', KEYS[1]) >= rate then
  return {'rate', redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + ARGV[4] - now}
end
if live > 0 and redis.call('ZCARD', KEYS[2]) >= live then return {'live', 0} end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {'admitted', 0}
`;

/** KEYS live · ARGV run id, lease ms */
const RENEW = `${CLOCK}
redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {}
`;

/** KEYS starts, live · ARGV run id, is undone (1/0) */
const RELEASE = `
redis.call('ZREM', KEYS[2], ARGV[1])
if ARGV[2] == '1' then redis.call('ZREM', KEYS[1], ARGV[1]) end
return {}
`;

/** KEYS tokens · ARGV tokens, expiry ms */
const ADD_TOKENS = `
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {sum}
`;

/** Counts the runs and tokens of all servers that share a Redis. While that is unreachable, each server counts for itself. */
export class RedisLimitStore implements LimitStore {
  readonly #redis: Pick<RedisClient, 'run'>;
  readonly #fallback: LimitStore;
  readonly #prefix: string;
  readonly #renewals = new Map<string, ReturnType<typeof setInterval>>();

  constructor(redis: Pick<RedisClient, 'run'>, fallback: LimitStore, prefix = 'runnel') {
    this.#redis = redis;
    this.#fallback = fallback;
    this.#prefix = prefix;
  }

  async admit(claim: RunClaim): Promise<Admission> {
    const { subject, runId, runsPerMinute, liveRuns } = claim;
    const { starts, live } = this.#keys(subject);
    let answer: unknown[];
    try {
      answer = await this.#redis.run(
        ADMIT,
        [starts, live],
        [runId, runsPerMinute, liveRuns, MINUTE_MS, LEASE_MS],
      );
    } catch {
      return this.#fallback.admit(claim);
    }
    const [state, retryAfterMs] = answer;
    if (state === 'rate') return { state: 'refused', reason: state, retryAfterMs: Number(retryAfterMs) };
    if (state === 'live') return { state: 'refused', reason: state, retryAfterMs: LIVE_RETRY_MS };
    if (state === 'known') return { state };
    const renew = () => void this.#redis.run(RENEW, [live], [runId, LEASE_MS]).catch(() => undefined);
    this.#renewals.set(`${subject} ${runId}`, setInterval(renew, RENEW_MS));
    return { state: 'admitted' };
  }

  async release(claim: RunClaim, isUndone = false): Promise<void> {
    const { subject, runId } = claim;
    clearInterval(this.#renewals.get(`${subject} ${runId}`));
    this.#renewals.delete(`${subject} ${runId}`);
    await this.#fallback.release(claim, isUndone);
    const { starts, live } = this.#keys(subject);
    // If Redis is unreachable, the lease runs out.
    await this.#redis.run(RELEASE, [starts, live], [runId, isUndone ? 1 : 0]).catch(() => undefined);
  }

  async addTokens(caller: string, tokens: number): Promise<number> {
    const key = `${this.#prefix}:{${caller}}:tokens:${getDay()}`;
    try {
      const [sum] = await this.#redis.run(ADD_TOKENS, [key], [tokens, TWO_DAYS_MS]);
      return Number(sum);
    } catch {
      return this.#fallback.addTokens(caller, tokens);
    }
  }

  /** The braces make a Redis cluster store all keys of a subject on one node. */
  #keys(subject: string): { starts: string; live: string } {
    const prefix = `${this.#prefix}:{${subject}}`;
    return { starts: `${prefix}:starts`, live: `${prefix}:live` };
  }
}
