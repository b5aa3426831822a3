export type Scale = { from: number; to: number; ticks: number[] };

/** A scale with round bounds that contains the values, in about `count` steps of 1, 2 or 5 times a power of ten. */
export function niceScale(values: readonly number[], count: number, withZero: boolean): Scale {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (withZero) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  if (low === high) {
    const room = Math.abs(low) || 1;
    if (!withZero || low === 0) high += room;
    if (!withZero) low -= room;
  }
  const step = niceStep((high - low) / count);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step, step));
  return { from: ticks[0] ?? low, to: ticks.at(-1) ?? high, ticks };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

/** Removes floating-point noise: with steps of 0.1, 0.30000000000000004 becomes 0.3. */
function round(value: number, step: number): number {
  const digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
  return digits > 100 ? value : Number(value.toFixed(digits));
}

/** Returns n so that every n-th of `count` labels fits into `width`. */
export function labelStride(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
}
