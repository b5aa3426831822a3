import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunId } from '#lib/protocol/ids.ts';
import type { Caller } from '../http/caller.ts';
import { environment } from '../platform/environment.ts';
import { processWide } from '../platform/process-wide.ts';
import { RedisClient } from '../run-log/redis/client.ts';
import type { RunProgress } from '../run-log/run-progress.ts';
import { MemoryClaim } from './held-memory.ts';
import type { Admission, LimitStore, RunClaim } from './limit-store.ts';
import { MemoryLimitStore } from './memory-limit-store.ts';
import { RedisLimitStore } from './redis-limit-store.ts';
import { countCharacters, estimatePromptTokens } from './text-size.ts';
import { createDayBudgetError, createRunBudgetError, TokenBudget } from './token-budget.ts';

/** Several callers may share an address. */
const CALLERS_PER_ADDRESS = 4;

/** Who is limited. Whoever uses an API key of their own spends no tokens of the operator, and has no budget. */
export type RunCaller = Pick<Caller, 'id' | 'address'> & { hasOwnKey?: boolean };

/** A run that may execute. */
export type RunPermit = {
  /** Counts the tokens of the run; undefined without budgets. */
  createBudget(progress: RunProgress, onExceeded: (error: ChatError) => void): TokenBudget | undefined;
  /** The run has ended, or never began. May be called again. */
  release(): Promise<void>;
};

let store: LimitStore | undefined;

function limitStore(): LimitStore {
  const { redis } = environment();
  const memory = processWide<LimitStore>('limits', () => new MemoryLimitStore());
  store ??= redis ? new RedisLimitStore(new RedisClient(redis), memory) : memory;
  return store;
}

/**
 * Admits a run within the limits of its caller and its address, and the memory of this process.
 * @throws ChatError `rate-limited` | `budget-exceeded`
 */
export async function admitRun(
  { id, address, hasOwnKey = false }: RunCaller,
  runId: RunId,
  prompt: unknown,
): Promise<RunPermit> {
  const { limits } = environment();
  const { runsPerMinute, liveRuns, tokensPerRun: perRun, tokensPerDay: perDay } = limits;
  const hasBudget = (perRun > 0 || perDay > 0) && !hasOwnKey;
  const inputTokens = hasBudget ? estimatePromptTokens(prompt) : 0;
  if (hasBudget && perRun > 0 && inputTokens >= perRun) throw createRunBudgetError();
  if (hasBudget && perDay > 0 && (await limitStore().addTokens(id, 0)) >= perDay)
    throw createDayBudgetError();

  const memory = new MemoryClaim();
  memory.grow(countCharacters(prompt));
  const claims: RunClaim[] = [
    { subject: id, runId, runsPerMinute, liveRuns },
    {
      subject: `address-${address}`,
      runId,
      runsPerMinute: runsPerMinute * CALLERS_PER_ADDRESS,
      liveRuns: liveRuns * CALLERS_PER_ADDRESS,
    },
  ].filter((claim) => claim.runsPerMinute > 0 || claim.liveRuns > 0);
  let held: RunClaim[];
  try {
    held = await admitAll(claims);
  } catch (error) {
    memory.release();
    throw error;
  }
  return {
    createBudget: (progress, onExceeded) =>
      hasBudget
        ? new TokenBudget(
            { caller: id, store: limitStore(), perRun, perDay, inputTokens },
            progress,
            onExceeded,
          )
        : undefined,
    release: async () => {
      memory.release();
      await Promise.all(held.splice(0).map((claim) => limitStore().release(claim)));
    },
  };
}

/** Returns the claims that were admitted now. @throws ChatError `rate-limited` when one is refused; then none is held */
async function admitAll(claims: RunClaim[]): Promise<RunClaim[]> {
  const admissions = await Promise.all(claims.map((claim) => limitStore().admit(claim)));
  const held = claims.filter((_, index) => admissions[index]?.state === 'admitted');
  const refusals = admissions.filter((admission) => admission.state === 'refused');
  const [refusal] = refusals.sort((a, b) => b.retryAfterMs - a.retryAfterMs);
  if (refusal === undefined) return held;
  await Promise.all(held.map((claim) => limitStore().release(claim, true)));
  throw createRefusal(refusal);
}

function createRefusal({ reason, retryAfterMs }: Extract<Admission, { state: 'refused' }>): ChatError {
  const message = reason === 'rate' ? 'Too many runs in one minute.' : 'Too many runs at the same time.';
  return new ChatError('rate-limited', message, {
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
  });
}
