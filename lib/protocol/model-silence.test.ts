import { expect, test } from 'vitest';
import { encodeHeartbeat, parseHeartbeat } from './model-silence.ts';

test('a heartbeat carries the silence of the model', () => {
  for (const silence of [
    { silentMs: 140_000, keepAlives: 14 },
    { silentMs: 0, keepAlives: 0 },
  ])
    expect(parseHeartbeat(encodeHeartbeat(silence))).toEqual(silence);
});

test('the last of several comments counts, and numbers elsewhere do not', () => {
  const comments = `: at=500: ${encodeHeartbeat({ silentMs: 1, keepAlives: 2 })}: ${encodeHeartbeat({ silentMs: 3, keepAlives: 4 })}: at=9`;
  expect(parseHeartbeat(comments)).toEqual({ silentMs: 3, keepAlives: 4 });
  expect(parseHeartbeat(': at=500: at=9')).toBeUndefined();
});

test('a heartbeat without a silence, and the comment of a proxy, carry none', () => {
  for (const comment of [encodeHeartbeat(undefined), '', 'ping', 'keep-alive 15'])
    expect(parseHeartbeat(comment)).toBeUndefined();
});
