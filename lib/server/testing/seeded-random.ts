import 'server-only';

export type Random = {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** Lets others go first, fewer than `turns` times. */
  pause(turns: number): Promise<void>;
};

/** The same numbers for the same seed (mulberry32), so that a failure can be played again. */
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
    pause: async (turns) => {
      for (let turn = below(turns); turn > 0; turn--) await undefined;
    },
  };
}
