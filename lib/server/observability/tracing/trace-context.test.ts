import { expect, test } from 'vitest';
import { createSpanContext, parseTraceparent } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('takes trace, span and the decision to record from a traceparent', () => {
  const recorded = parseTraceparent(`00-${TRACE}-${SPAN}-01`);
  expect(recorded).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true });
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ isSampled: false });
  expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-more`)).toEqual(recorded); // of a later version
});

test.each([
  null,
  '',
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}x-${SPAN}-01`,
])('ignores the traceparent %s', (header) => expect(parseTraceparent(header)).toBeUndefined());

test('a span within another is of its trace, and recorded if that is', () => {
  const parent = { traceId: TRACE, spanId: SPAN, isSampled: false };
  const child = createSpanContext(parent);
  expect(child).toMatchObject({ traceId: TRACE, isSampled: false });
  expect(child.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(child.spanId).not.toBe(SPAN);
});

test('a span without a parent begins a trace', () => {
  const [first, second] = [createSpanContext(undefined), createSpanContext(undefined)];
  expect(first).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/), isSampled: true });
  expect(first.traceId).not.toBe(second.traceId);
});
