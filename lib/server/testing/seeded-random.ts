import 'server-only';

export type Random = {
  /** A random integer in [0, limit). */
  below(limit: number): number;
  /** Yields to other microtasks a random number of times, fewer than `turns`. */
  yieldTurns(turns: number): Promise<void>;
};

/** A generator that repeats its numbers for the same seed (mulberry32), so that failures are reproducible. */
export function seededRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return {
    below,
    yieldTurns: async (turns) => {
      for (let turn = below(turns); turn > 0; turn--) await undefined;
    },
  };
}
