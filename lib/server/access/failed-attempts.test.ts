import { expect, test } from 'vitest';
import { FailedAttempts } from './failed-attempts.ts';

/** Waits after 1, 2, 3 … failures at the time 0. */
const waitsAfter = (failures: number) => {
  const attempts = new FailedAttempts();
  return Array.from({ length: failures }, () => {
    attempts.add('a', 0);
    return attempts.waitMs('a', 0);
  });
};

test('five failures are free, then each doubles the wait up to a minute', () => {
  expect(waitsAfter(13)).toEqual(
    [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000),
  );
});

test('the wait passes, and other addresses do not wait', () => {
  const attempts = new FailedAttempts();
  for (let failure = 0; failure < 6; failure++) attempts.add('a', 0);
  expect(attempts.waitMs('a', 1_500)).toBe(500);
  expect(attempts.waitMs('a', 2_000)).toBe(0);
  expect(attempts.waitMs('b', 0)).toBe(0);
});

test('forgets failures after a quarter of an hour', () => {
  const attempts = new FailedAttempts();
  for (let failure = 0; failure < 9; failure++) attempts.add('a', 0);
  attempts.add('b', 900_000);
  expect(attempts.waitMs('a', 0)).toBe(0);
});

test('remembers at most 10,000 addresses, the latest', () => {
  const attempts = new FailedAttempts();
  for (let failure = 0; failure < 5; failure++) attempts.add('first', 0);
  for (let address = 0; address < 10_000; address++) attempts.add(String(address), 0);
  expect(attempts.waitMs('first', 0)).toBe(0);
});
