import { expect, test } from 'vitest';
import type { RunEvent } from '../run-event.ts';
import { RepeatFilter } from './repeat-filter.ts';

const start: RunEvent = { type: 'start' };
const textStart: RunEvent = { type: 'text-start', id: 't' };
const text = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });
const input = (inputTextDelta: string): RunEvent => ({
  type: 'tool-input-delta',
  toolCallId: 'c',
  inputTextDelta,
});

/** Passes events on, and returns those that were new. */
function pass(filter: RepeatFilter, ...events: RunEvent[]): RunEvent[] {
  return events.map((event) => filter.filter(event)).filter((event) => event !== undefined);
}

test('a run that is not replayed passes unchanged', () => {
  const events = [start, textStart, text('a'), text('b'), input('{'), { type: 'finish' } as RunEvent];
  expect(pass(new RepeatFilter(), ...events)).toEqual(events);
});

test('a replay passes only what is new, however its deltas are merged', () => {
  const filter = new RepeatFilter();
  pass(filter, start, textStart, text('on'), text('e t'), input('{"a'));
  expect(pass(filter, start, textStart, text('one two'), input('{'), input('"a":1}'))).toEqual([
    text('wo'),
    input('":1}'),
  ]);
  expect(pass(filter, { type: 'finish' })).toEqual([{ type: 'finish' }]);
});

test('a second replay that is cut before the first goes on where that one ended', () => {
  const filter = new RepeatFilter();
  pass(filter, start, textStart, text('one two three'));
  expect(pass(filter, start, textStart, text('one'))).toEqual([]);
  expect(pass(filter, start, textStart, text('one two three four'))).toEqual([text(' four')]);
});
