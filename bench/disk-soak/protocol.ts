// What bench/disk-soak/run.ts and the processes that it kills tell each other.
import { seededRandom } from '#lib/server/testing/seeded-random.ts';

export const OWNER = 'ann';

/** What is known of a run: how many characters of it, and whether its end, were on the disk. */
export type PlayedRun = { number: number; flushed: number; hasEnded: boolean };

export type Command =
  | { verify: PlayedRun[] }
  | { play: { from: number; to: number } }
  | { measure: true }
  | { stop: true };

export type Measurement = {
  liveMB: number;
  files: number;
  timers: number;
  size: { usedBytes: number; freeBytes: number };
  problem: string | undefined;
};

export type Report =
  | { opened: true }
  | { begun: number }
  | { flushed: [number: number, characters: number][] }
  | { ended: number }
  | { played: true }
  | { verified: number; wrong: string[] }
  | Measurement;

/** The words of a run. */
export function wordsOf(number: number): string[] {
  const random = seededRandom(number);
  return Array.from({ length: 3 + random.below(60) }, (_, index) => `${number}.${index} `);
}
