import { expect, test } from 'vitest';
import { isTerminal, mergeDeltas, type RunEvent } from './run-event.ts';

const deltas = {
  text: { type: 'text-delta', id: '1', delta: 'a' },
  'text of another part': { type: 'text-delta', id: '2', delta: 'b' },
  reasoning: { type: 'reasoning-delta', id: '1', delta: 'c' },
  input: { type: 'tool-input-delta', toolCallId: '1', inputTextDelta: 'd' },
  'input of another call': { type: 'tool-input-delta', toolCallId: '2', inputTextDelta: 'e' },
} satisfies Record<string, RunEvent>;
const others: RunEvent[] = [
  { type: 'start' },
  { type: 'text-start', id: '1' },
  { type: 'text-end', id: '1' },
  { type: 'tool-input-start', toolCallId: '1', toolName: 'x' },
  { type: 'finish' },
];

test('deltas of the same part are merged in order', () => {
  expect(mergeDeltas(deltas.text, { ...deltas.text, delta: 'z' })).toEqual({ ...deltas.text, delta: 'az' });
  expect(mergeDeltas(deltas.reasoning, deltas.reasoning)).toEqual({ ...deltas.reasoning, delta: 'cc' });
  expect(mergeDeltas(deltas.input, deltas.input)).toEqual({ ...deltas.input, inputTextDelta: 'dd' });
});

test('no other events are merged', () => {
  const all: RunEvent[] = [...Object.values(deltas), ...others];
  for (const event of all) {
    for (const next of all) {
      const same = event === next && Object.values<RunEvent>(deltas).includes(event);
      if (!same) expect(mergeDeltas(event, next), `${event.type} ${next.type}`).toBeUndefined();
    }
  }
});

test('merging does not mutate the events', () => {
  const before = structuredClone(deltas.text);
  mergeDeltas(deltas.text, deltas.text);
  expect(deltas.text).toEqual(before);
});

test('only finish, abort and error are terminal', () => {
  expect(isTerminal({ type: 'finish' })).toBe(true);
  expect(isTerminal({ type: 'abort' })).toBe(true);
  expect(isTerminal({ type: 'error', errorText: '' })).toBe(true);
  expect(isTerminal({ type: 'finish-step' })).toBe(false);
  expect(isTerminal({ type: 'tool-output-error', toolCallId: 'c', errorText: '' })).toBe(false);
});
