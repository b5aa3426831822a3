import 'server-only';
import { environment } from '../platform/environment.ts';
import { RedisClient } from '../run-log/redis/client.ts';

/** Limits the memory to some 20 MB. An approval that is pushed out could be used again until it expires. */
const MAX_REMEMBERED = 100_000;

/** KEYS approval · ARGV milliseconds until it expires. Returns 1 for its first use. */
const MARK_USED = `return {redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0}`;

/** The expiry of each used approval, by its signature, in the order of their use. */
const used = new Map<string, number>();
let redis: RedisClient | undefined;

/**
 * Marks the approval with this signature as used, in Redis if servers share one.
 * @returns whether it had not been used before
 * @throws ChatError `log-unavailable` when Redis does not respond
 */
export async function markUsed(signature: string, expiresAt: number): Promise<boolean> {
  const { redis: address } = environment();
  if (address === undefined) return markUsedHere(signature, expiresAt);
  redis ??= new RedisClient(address);
  const [isFirst] = await redis.run(
    MARK_USED,
    [`runnel:approval:${signature}`],
    [Math.max(1, expiresAt - Date.now())],
  );
  return Number(isFirst) === 1;
}

function markUsedHere(signature: string, expiresAt: number): boolean {
  if (used.has(signature)) return false;
  for (const [oldest, expiry] of used) {
    if (expiry > Date.now() && used.size < MAX_REMEMBERED) break;
    used.delete(oldest);
  }
  used.set(signature, expiresAt);
  return true;
}
