import { expect, test } from 'vitest';
import { ArrivalDelay } from './arrival-delay.ts';

const delays = (arrivals: [comments: string, arrivedAt: number][]) => {
  const delay = new ArrivalDelay();
  return arrivals.map(([comments, arrivedAt]) => delay.measure(comments, arrivedAt)?.ms);
};

test('what arrives as it is written is not late, however far the clocks are apart', () => {
  for (const offsetMs of [-1_000_000, 0, 1_000_000])
    expect(delays([500, 1_000, 1_500].map((at) => [`: at=${at}`, at + offsetMs]))).toEqual([0, 0, 0]);
});

test('what arrives together is as late as the oldest of it', () => {
  expect(delays([[': at=500: at=2500: alive: at=4500', 5_000]])).toEqual([4_000]);
});

test('what arrives in pieces is as late as the oldest of them', () => {
  const delay = new ArrivalDelay();
  expect(delay.measure(': at=500', 5_000)?.ms).toBe(0);
  expect(delay.measure(': at=4500', 5_001, true)?.ms).toBe(4_000);
});

test('what is held once is late compared with what came before', () => {
  expect(
    delays([
      [': at=500', 600],
      [': at=1000', 4_100],
    ]),
  ).toEqual([0, 3_000]);
});

test('each connection is measured by itself', () => {
  expect(
    delays([
      [': at=50000', 50_100],
      [': at=300', 60_400],
    ]),
  ).toEqual([0, 0]);
});

test('comments without a time say nothing', () => {
  expect(
    delays([
      ['', 1],
      [': alive silent=1000ms keep-alives=1', 2],
    ]),
  ).toEqual([undefined, undefined]);
});
