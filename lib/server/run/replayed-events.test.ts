import { expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { buildParts, createRandomAnswer, delta, end, start } from '../run-log/testing/run-log-fixtures.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { ReplayedEvents } from './replayed-events.ts';

function replay(known: RunEvent[], events: RunEvent[]): RunEvent[] {
  const emitted: RunEvent[] = [];
  const replayed = new ReplayedEvents(known, (event) => void emitted.push(event));
  for (const event of events) replayed.take(event);
  return emitted;
}

test('text goes on within an event', () => {
  expect(replay([delta('two ')], [delta('two three '), delta('four'), end])).toEqual([
    delta('three '),
    delta('four'),
    end,
  ]);
});

test('what comes again in smaller pieces is not emitted', () => {
  expect(replay([start, delta('one two ')], [start, delta('one '), delta('two'), delta(' three')])).toEqual([
    delta('three'),
  ]);
});

test('another text ends the run', () => {
  expect(() => replay([delta('one two')], [delta('one 2')])).toThrow('The server restarted');
});

test('random answers are whole, wherever they were cut and resumed', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 300; round++) {
    const answer = createRandomAnswer(random);
    const cut = random.below(answer.length + 1);
    const resumed = random.below(cut + 1);
    const emitted = replay(answer.slice(resumed, cut), answer.slice(resumed));
    const whole = [...answer.slice(0, cut), ...emitted];
    expect(buildParts(whole.map((event, index) => ({ seq: index + 1, event })))).toEqual(
      buildParts(answer.map((event, index) => ({ seq: index + 1, event }))),
    );
  }
});
