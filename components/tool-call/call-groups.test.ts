import { expect, test } from 'vitest';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';
import { groupEnded, joinCalls } from './call-groups.ts';
import type { RunOfCall } from './call-state.ts';

const call = (id: string, state: CallPart['state'] = 'output-available', toolName = 'calculate') =>
  ({ type: 'dynamic-tool', toolCallId: id, toolName, state, input: {} }) as CallPart;
const text = (words: string): MessagePart => ({ type: 'text', text: words });
const STEP: MessagePart = { type: 'step-start' };

/** The ids of calls in a row, joined with +, and the types of other parts, each with its position. */
function outline(...parts: MessagePart[]): string {
  return joinCalls(parts)
    .map(({ index, ...shown }) => {
      const name = 'calls' in shown ? shown.calls.map((call) => call.toolCallId).join('+') : shown.part.type;
      return `${index}:${name}`;
    })
    .join(' ');
}

/** The ids of the calls of each group. */
const groups = (calls: CallPart[], run: RunOfCall = 'live') =>
  groupEnded(calls, run).map((group) => group.map(({ call }) => call.toolCallId).join('+'));

test('calls that follow each other are in a row, whatever invisible parts stand between them', () => {
  expect(outline(text('So.'), call('a'), STEP, text(''), call('b', 'input-available'), call('c'))).toBe(
    '0:text 1:a+b+c',
  );
  expect(outline(call('a'), text('Then.'), call('b'))).toBe('0:a 1:text 2:b');
});

test('a row keeps its position while it grows, and the last part is kept even while it is empty', () => {
  expect(outline(STEP, call('a'), call('b'))).toBe('1:a+b');
  expect(outline(STEP, call('a'), call('b'), STEP, call('c'))).toBe('1:a+b+c');
  expect(outline(call('a'), text(''))).toBe('0:a 1:text');
});

test('ended calls side by side are a group, however they ended', () => {
  expect(groups([call('a'), call('b', 'output-error'), call('c', 'output-denied')])).toEqual(['a+b+c']);
  const unfinished = [call('a'), call('b', 'input-available'), call('c', 'approval-requested')];
  expect(groups(unfinished, 'over')).toEqual(['a+b+c']);
  const stopped = { ...call('b', 'input-available'), toolMetadata: { stopped: true } };
  expect(groups([call('a'), stopped, call('c')])).toEqual(['a+b+c']);
});

test('an unfinished call, a chart, and a call whose picture is shown are alone', () => {
  const picture = { content: [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }] };
  const painted = { ...call('c'), output: picture } as CallPart;
  expect(groups([call('a'), call('b'), call('c', 'input-available'), call('d')])).toEqual(['a+b', 'c', 'd']);
  expect(groups([call('a'), call('b', 'output-available', 'draw_chart'), call('c')])).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect(groups([call('a'), call('b'), painted, call('d')])).toEqual(['a+b', 'c', 'd']);
});
