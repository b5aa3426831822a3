import 'server-only';
import { describe, expect, test } from 'vitest';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';
import type { RunLogStore } from '../run-log.ts';
import { createRunInfo, finish, start } from './run-log-fixtures.ts';

/** The contract of stores that servers share, as for the wait for the model. @param makePair as in `describeSharedRunLogStore` */
export function describeSharedWaits(name: string, makePair: () => [RunLogStore, RunLogStore]): void {
  describe(`${name}: waiting for the model on another server`, () => {
    test('the other server sees how long the model has been silent, until it may be', async () => {
      const { found, log } = await openOnBoth(makePair());
      let silence: ModelSilence | undefined = { silentMs: 140_000, keepAlives: 14 };
      log.modelWait = {
        get silence() {
          return silence;
        },
        extend: () => true,
      };
      log.append(start);
      const reader = found.read(0);
      await reader.next();
      void reader.next();
      await expect.poll(() => found.modelWait?.silence?.keepAlives).toBe(14);
      expect(found.modelWait?.silence?.silentMs).toBeGreaterThanOrEqual(140_000);
      silence = undefined;
      await expect.poll(() => found.modelWait?.silence).toBeUndefined();
      reader.close();
      await log.close([finish]);
    });

    test('the other server extends the wait, each time once', async () => {
      const { found, log } = await openOnBoth(makePair());
      let extendedMs = 0;
      log.modelWait = {
        silence: undefined,
        extend: (milliseconds) => {
          extendedMs += milliseconds;
          return true;
        },
      };
      expect(await found.modelWait?.extend(300_000)).toBe(true);
      await expect.poll(() => extendedMs).toBe(300_000);
      await found.modelWait?.extend(1_000);
      await expect.poll(() => extendedMs).toBe(301_000);
      await log.close([finish]);
      expect(await log.settled()).toBe('whole');
      expect(await found.modelWait?.extend(1_000)).toBe(false);
      expect(extendedMs).toBe(301_000);
    });
  });
}

/** A run of the first server, and its log as the other one finds it. */
async function openOnBoth([one, other]: [RunLogStore, RunLogStore]) {
  const info = createRunInfo();
  const { log } = await one.open(info);
  const found = await other.find(info.owner, info.chatId);
  if (found === undefined) throw new Error('The other server does not find the run.');
  return { log, found };
}
