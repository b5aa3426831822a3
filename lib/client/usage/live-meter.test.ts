import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '#lib/client/testing/seeded-random.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { LiveMeter, type MeteredPhase } from './live-meter.ts';

const TOKEN = 'abcd';

let text: string;
let now: number;
let meter: LiveMeter;
const answer = (): ChatMessage => ({
  id: 'a',
  role: 'assistant',
  parts: [{ type: 'step-start' }, { type: 'text', text }],
  metadata: { runId: 'a', model: 'm', startedAt: 1_000 },
});
const enter = (name: MeteredPhase['name'], isConnected = true, since = now) =>
  meter.update({ name, since, isConnected }, answer());
/** Lets time pass, during which the model writes so many tokens a second, and samples twice a second. */
const write = (seconds: number, tokensPerSecond: number) => {
  const shown: (number | undefined)[] = [];
  for (let half = 0; half < seconds * 2; half++) {
    now += 500;
    text += TOKEN.repeat(tokensPerSecond / 2);
    shown.push(meter.sample(answer(), now)?.tokensPerSecond);
  }
  return shown;
};

beforeEach(() => {
  text = '';
  now = 10_000;
  meter = new LiveMeter(false);
  enter('connecting');
});

describe('the speed', () => {
  test('is shown after 1.5 s of output, and counts from the first token', () => {
    now += 4_000;
    enter('waiting', true, 10_000);
    now += 1_000;
    enter('writing');
    expect(write(3, 40)).toEqual([undefined, undefined, 40, 40, 40, 40]);
  });

  test('is that of the last five seconds', () => {
    enter('writing');
    write(20, 40);
    expect(write(6, 100).at(-1)).toBe(100);
  });

  test('does not jitter while the lengths of the words do', () => {
    enter('writing');
    const random = createRandom(7);
    const shown = new Set<number | undefined>();
    for (let half = 0; half < 120; half++) {
      now += 500;
      for (let word = 0; word < 25; word++) text += 'x'.repeat(1 + random(7));
      const speed = meter.sample(answer(), now)?.tokensPerSecond;
      if (half > 10) shown.add(speed);
    }
    expect(shown.size).toBeLessThanOrEqual(3);
    for (const speed of shown) expect(speed).toBeCloseTo(50, -1);
  });

  test('does not count what was missed while the connection was lost', () => {
    enter('writing');
    write(6, 40);
    enter('writing', false, 10_000);
    now += 30_000;
    expect(meter.sample(answer(), now)).toBeUndefined();
    text += TOKEN.repeat(1_200);
    enter('writing', true, 10_000);
    expect(write(4, 40).filter(Boolean)).toEqual([40, 40, 40, 40, 40]);
  });

  test('does not count the time in which a tool runs', () => {
    enter('calling');
    write(6, 40);
    enter('running');
    now += 60_000;
    expect(meter.sample(answer(), now)).toBeUndefined();
    enter('writing');
    expect(write(2, 40).at(-1)).toBe(40);
  });

  test('is absent when nothing was written for the whole window', () => {
    enter('writing');
    write(6, 40);
    expect(write(5, 0).at(-1)).toBeUndefined();
  });
});

test('the first token and the duration count from the request, over retries', () => {
  now += 2_000;
  enter('retrying');
  now += 3_000;
  enter('thinking');
  write(1.5, 20);
  enter('writing');
  write(0.5, 20);
  expect(meter.sample(answer(), now)).toMatchObject({ firstTokenMs: 5_000, elapsedMs: 7_000 });
});

test('a page that has joined a run knows no first token, counts from the server’s start, and does not measure what it missed', () => {
  vi.useFakeTimers({ now: 61_000, toFake: ['Date'] });
  meter = new LiveMeter(true);
  enter('waiting');
  text = TOKEN.repeat(5_000);
  enter('writing');
  expect(write(3, 40).filter(Boolean)).toEqual([40, 40, 40]);
  const figures = meter.sample(answer(), now);
  expect(figures).toMatchObject({ elapsedMs: 60_000 });
  expect(figures).not.toHaveProperty('firstTokenMs');
  vi.useRealTimers();
});
