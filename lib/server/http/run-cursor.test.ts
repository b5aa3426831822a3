import { expect, test } from 'vitest';
import { parseCursor } from './run-cursor.ts';

const parse = (query: string, lastEventId?: string) =>
  parseCursor(
    new Request(
      `http://x/${query}`,
      lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } },
    ),
  );

test.each([
  ['', undefined, undefined, 0],
  ['', '', undefined, 0],
  ['', 'run-1:17', 'run-1', 17],
  ['?runId=run-1', '17', 'run-1', 17],
  ['?runId=run-1', 'run-1:007', 'run-1', 7],
  ['?runId=run-1', undefined, 'run-1', 0],
  ['?after=run-1:3', undefined, 'run-1', 3],
  ['?runId=run-1&after=3', undefined, 'run-1', 3],
  ['?after=run-1:3', 'run-1:1', 'run-1', 3],
])('%j with Last-Event-ID %j is run %j after %i', (query, header, runId, after) => {
  expect(parse(query, header)).toEqual({ runId, after });
});

test.each([
  ['', '17'],
  ['?after=17', undefined],
  ['?runId=run-2', 'run-1:17'],
  ['?runId=run-2&after=run-1:1', undefined],
  ['?runId=../x', undefined],
  ...['-1', '1.5', 'abc', '1e3', '0x10', '9'.repeat(16), '1 2', 'NaN', ':1', 'a b:1', 'run-1:'].map(
    (position): [string, string] => ['?runId=run-1', position],
  ),
])('%j with Last-Event-ID %j is rejected', (query, header) => {
  expect(() => parse(query, header)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});
