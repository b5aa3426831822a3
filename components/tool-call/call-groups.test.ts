import { expect, test } from 'vitest';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';
import { groupCalls } from './call-groups.ts';

const call = (id: string, state: CallPart['state'] = 'output-available', toolName = 'calculate') =>
  ({ type: 'dynamic-tool', toolCallId: id, toolName, state, input: {} }) as CallPart;
const text = (words: string): MessagePart => ({ type: 'text', text: words });
const STEP: MessagePart = { type: 'step-start' };

/** The ids of calls, grouped with +, and the types of other parts. */
function outline(...parts: MessagePart[]): string {
  const name = (part: MessagePart) => (part.type === 'dynamic-tool' ? part.toolCallId : part.type);
  return groupCalls(parts)
    .map((group) => ('calls' in group ? group.calls.map(name).join('+') : name(group.part)))
    .join(' ');
}

test('ended calls that follow each other are one group, whatever invisible parts stand between them', () => {
  expect(
    outline(text('So.'), call('a'), STEP, text(''), call('b', 'output-error'), call('c', 'output-denied')),
  ).toBe('text a+b+c');
});

test('text, an unfinished call and a chart separate groups', () => {
  expect(outline(call('a'), text('Then.'), call('b'))).toBe('a text b');
  expect(outline(call('a'), call('b'), call('c', 'input-available'), call('d'))).toBe('a+b c d');
  expect(outline(call('a'), call('b', 'output-available', 'draw_chart'), call('c'))).toBe('a b c');
});

test('a call whose picture is shown stays on its own', () => {
  const picture = { content: [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }] };
  const painted = { ...call('b'), output: picture } as CallPart;
  expect(outline(call('a'), painted, call('c'))).toBe('a b c');
});

test('a group keeps its position while it grows, and the last part is kept even while it is empty', () => {
  const positions = (...parts: MessagePart[]) => groupCalls(parts).map(({ index }) => index);
  expect(positions(STEP, call('a'), call('b'))).toEqual([1]);
  expect(positions(STEP, call('a'), call('b'), STEP, call('c'))).toEqual([1]);
  expect(outline(call('a'), text(''))).toBe('a text');
});
