import { expect, test } from 'vitest';
import { encodeHeartbeat, parseHeartbeat } from './model-silence.ts';

test('a heartbeat carries the silence of the model', () => {
  for (const silence of [
    { silentMs: 140_000, keepAlives: 14 },
    { silentMs: 0, keepAlives: 0 },
  ])
    expect(parseHeartbeat(encodeHeartbeat(silence))).toEqual(silence);
});

test('a heartbeat without a silence, and the comment of a proxy, carry none', () => {
  for (const comment of [encodeHeartbeat(undefined), '', 'ping', 'keep-alive 15'])
    expect(parseHeartbeat(comment)).toBeUndefined();
});
