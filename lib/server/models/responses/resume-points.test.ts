import { expect, test } from 'vitest';
import { ResumePoints } from './resume-points.ts';

/** Takes numbered events of these types. Returns the numbers after which a reader could have begun before each. */
function takeAll(points: ResumePoints, ...events: (string | [type: string, item: string])[]) {
  return events.map((event, number) => {
    const [type, item] = Array.isArray(event) ? event : [event, undefined];
    const fields = item ? { output_index: 0, item: { type: item } } : {};
    const response = number === 0 ? { response: { id: 'resp_1' } } : {};
    return points.take({ type, sequence_number: number, ...fields, ...response })?.number;
  });
}

test('the text of a message can be read from any event on, once the response has an id', () => {
  const delta = 'response.output_text.delta';
  const added: [string, string] = ['response.output_item.added', 'message'];
  expect(takeAll(new ResumePoints(), 'response.created', added, delta, delta, delta)).toEqual([
    undefined,
    0,
    1,
    2,
    3,
  ]);
});

test('reasoning is read from its beginning, and what follows it from any event', () => {
  const delta = 'response.reasoning_summary_text.delta';
  const events = [
    'response.created',
    ['response.output_item.added', 'reasoning'],
    delta,
    delta,
    ['response.output_item.done', 'reasoning'],
    ['response.output_item.added', 'message'],
    'response.output_text.delta',
  ] satisfies Parameters<typeof takeAll>[1][];
  expect(takeAll(new ResumePoints(), ...events)).toEqual([
    undefined,
    0,
    undefined,
    undefined,
    undefined,
    4,
    5,
  ]);
});

test.each([
  ['response.output_item.added', 'function_call'],
  ['response.refusal.delta', 'message'],
] satisfies [string, string][])('nothing is skipped after %s of a %s', (type, item) => {
  const done: [string, string] = ['response.output_item.done', item];
  const next: [string, string] = ['response.output_item.added', 'message'];
  expect(takeAll(new ResumePoints(), 'response.created', [type, item], done, next)).toEqual([
    undefined,
    0,
    undefined,
    undefined,
  ]);
});

test('a reader who has begun later knows the response, and counts from there', () => {
  const points = new ResumePoints({ responseId: 'resp_1', number: 7 });
  const event = { type: 'response.output_text.delta', sequence_number: 8 };
  expect(points.take(event)).toEqual({ responseId: 'resp_1', number: 7 });
});

test('what is no event of a response is no point', () => {
  expect([undefined, null, 'text', {}].map((raw) => new ResumePoints().take(raw))).toEqual(
    Array(4).fill(undefined),
  );
});
