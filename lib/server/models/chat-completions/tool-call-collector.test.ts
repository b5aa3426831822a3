import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { ToolCallCollector, type ToolCallDelta } from './tool-call-collector.ts';

/** Returns the parts of each delta, and the resulting calls. */
function collect(...deltas: ToolCallDelta[]) {
  const collector = new ToolCallCollector();
  const written = deltas.map((delta) => collector.add(delta).map(short));
  const calls = collector
    .finish()
    .flatMap((part) => (part.type === 'tool-call' ? [[part.toolCallId, part.toolName, part.input]] : []));
  return { written, calls };
}
function short(part: LanguageModelV4StreamPart): string {
  if (part.type === 'tool-input-start') return `${part.id} starts ${part.toolName}`;
  return part.type === 'tool-input-delta' ? `${part.id} ${part.delta}` : part.type;
}
const piece = (index: number, json: string): ToolCallDelta => ({ index, function: { arguments: json } });

test('interleaved deltas of two calls are assigned by index, and the calls are ordered by index', () => {
  const { written, calls } = collect(
    { index: 1, id: 'b', function: { name: 'rain', arguments: '' } },
    { index: 0, id: 'a', function: { name: 'wind', arguments: '' } },
    piece(1, '{"of":'),
    piece(0, '{"at"'),
    piece(1, '"Rome"}'),
    piece(0, ':7}'),
  );
  expect(written).toEqual([
    [],
    [],
    ['b starts rain', 'b {"of":'],
    ['a starts wind', 'a {"at"'],
    ['b "Rome"}'],
    ['a :7}'],
  ]);
  expect(calls).toEqual([
    ['a', 'wind', '{"at":7}'],
    ['b', 'rain', '{"of":"Rome"}'],
  ]);
});

test('an id that arrives before the first argument is used', () => {
  const { calls } = collect(
    { index: 0, function: { name: 'wind' } },
    { index: 0, id: 'late' },
    piece(0, '{}'),
  );
  expect(calls).toEqual([['late', 'wind', '{}']]);
});

test('an id that arrives after the first argument is ignored', () => {
  const { written, calls } = collect(
    { index: 0, function: { name: 'wind', arguments: '{' } },
    { index: 0, id: 'late', function: { arguments: '}' } },
  );
  expect(calls).toEqual([[expect.stringMatching(/^call_./), 'wind', '{}']]);
  expect(written.flat().every((line) => line.startsWith(String(calls[0]?.[0])))).toBe(true);
});

test('a name in pieces is joined before the call starts', () => {
  const { written, calls } = collect(
    { index: 0, id: 'a', function: { name: 'wi' } },
    { index: 0, function: { name: 'nd' } },
    piece(0, '{}'),
  );
  expect(written).toEqual([[], [], ['a starts wind', 'a {}']]);
  expect(calls).toEqual([['a', 'wind', '{}']]);
});

test('arguments that arrive before the name are held back', () => {
  const { written, calls } = collect(
    { index: 0, id: 'a', function: { arguments: '{"a"' } },
    { index: 0, function: { name: 'wind', arguments: ':1}' } },
  );
  expect(written).toEqual([[], ['a starts wind', 'a {"a"', 'a :1}']]);
  expect(calls).toEqual([['a', 'wind', '{"a":1}']]);
});

test.each([undefined, '', null, '  '])('arguments %j become an empty object', (value) => {
  const { calls } = collect({ index: 0, id: 'a', function: { name: 'wind', arguments: value } });
  expect(calls).toEqual([['a', 'wind', '{}']]);
});

test('a new id with a name at a used index starts another call', () => {
  const { calls } = collect(
    { index: 0, id: 'a', function: { name: 'wind', arguments: '{}' } },
    { index: 0, id: 'b', function: { name: 'rain', arguments: '{}' } },
  );
  expect(calls).toEqual([
    ['a', 'wind', '{}'],
    ['b', 'rain', '{}'],
  ]);
});
