import 'client-only';

/** The upper ends of the bins of a histogram of gaps, in milliseconds. The last bin has none. */
export const GAP_LIMITS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;

export type GapHistogram = {
  /** The number of gaps in each bin. */
  counts: number[];
  /** The most in one bin. */
  most: number;
  median: number;
  longest: number;
};

/** Counts the gaps between what has arrived, in order of time, from time `from` to time `to`. */
export function countGaps(arrivals: Float64Array, from: number, to: number): GapHistogram {
  const counts = new Array<number>(GAP_LIMITS.length + 1).fill(0);
  const gaps: number[] = [];
  for (let index = 1; index < arrivals.length; index++) {
    const previous = arrivals[index - 1] as number;
    const at = arrivals[index] as number;
    if (previous < from || at > to) continue;
    const gap = at - previous;
    gaps.push(gap);
    const bin = GAP_LIMITS.findIndex((limit) => gap < limit);
    counts[bin === -1 ? GAP_LIMITS.length : bin] =
      (counts[bin === -1 ? GAP_LIMITS.length : bin] as number) + 1;
  }
  const sorted = Float64Array.from(gaps).sort();
  return {
    counts,
    most: Math.max(...counts),
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    longest: sorted.at(-1) ?? 0,
  };
}
