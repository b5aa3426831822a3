import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { findModelWarnings, findSizeWarnings } from './attachment-warnings.ts';

const can = { reasoning: false, tools: false, images: false };

describe('attachment warnings', () => {
  const parts: ChatMessage['parts'] = [
    { type: 'text', text: 'Look' },
    { type: 'file', mediaType: 'image/png', filename: 'a.png', url: 'data:,' },
    { type: 'file', mediaType: 'text/plain', filename: 'b.txt', url: 'data:,' },
    { type: 'file', mediaType: 'application/pdf', url: 'data:,' },
  ];

  test('name each file that the model does not support', () => {
    expect(findModelWarnings({ can }, parts)).toEqual([
      { code: 'no-images', filename: 'a.png' },
      { code: 'file-kind', filename: 'application/pdf' },
    ]);
    expect(findModelWarnings({ can: { ...can, images: true } }, parts.slice(0, 3))).toEqual([]);
  });

  test('report a question that exceeds the request limit in bytes', () => {
    const say = (text: string): ChatMessage => ({ id: 'q', role: 'user', parts: [{ type: 'text', text }] });
    expect(findSizeWarnings(say('x'.repeat(MAX_BODY_BYTES - 5_000)))).toEqual([]);
    expect(findSizeWarnings(say('流'.repeat(MAX_BODY_BYTES / 3)))).toMatchObject([{ code: 'too-large' }]);
    expect(findSizeWarnings(say(''), 'x'.repeat(MAX_BODY_BYTES))).toMatchObject([{ code: 'too-large' }]);
  });
});
