import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_MESSAGES, MAX_PARTS } from '#lib/protocol/limits.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { trimToRequestLimits } from './messages-to-send.ts';

const message = (id: number, text = `${id}`): ChatMessage => ({
  id: String(id),
  role: id % 2 ? 'assistant' : 'user',
  parts: [{ type: 'text', text }],
});
const chat = (length: number, text?: string) => Array.from({ length }, (_, id) => message(id, text));
const ids = (messages: ChatMessage[]) => messages.map(({ id }) => Number(id));

describe('the messages of a request', () => {
  test('are all messages of a short chat', () => {
    expect(trimToRequestLimits(chat(9))).toEqual(chat(9));
  });

  test('are the end of a long chat, starting with a question', () => {
    const sent = trimToRequestLimits(chat(1_001));
    expect(sent.length).toBeLessThanOrEqual(MAX_MESSAGES);
    expect(sent.length).toBeGreaterThan(MAX_MESSAGES - 3);
    expect(sent[0]?.role).toBe('user');
    expect(ids(sent).at(-1)).toBe(1_000);
  });

  test("are within the server's limit in bytes", () => {
    const sent = trimToRequestLimits(chat(101, '涓'.repeat(50_000)));
    expect(new TextEncoder().encode(JSON.stringify(sent)).length).toBeLessThan(MAX_BODY_BYTES);
    expect(ids(sent).at(-1)).toBe(100);
    expect(sent.length).toBeGreaterThan(20);
  });

  test("are within the server's limit in parts", () => {
    const many = (id: number): ChatMessage => ({
      ...message(id),
      parts: Array(MAX_PARTS / 4).fill({ type: 'text', text: 'x' }),
    });
    const sent = trimToRequestLimits([0, 1, 2, 3, 4, 5, 6].map(many));
    expect(ids(sent)).toEqual([4, 5, 6]);
  });

  test('are the last message alone when that exceeds the limit', () => {
    expect(ids(trimToRequestLimits([...chat(4), message(4, 'x'.repeat(MAX_BODY_BYTES))]))).toEqual([4]);
  });

  test('have no reasoning of earlier answers, and every part of the last one', () => {
    const thoughtful = (id: number): ChatMessage => ({
      ...message(id),
      parts: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'so' },
      ],
    });
    const sent = trimToRequestLimits([message(0), thoughtful(1), message(2), thoughtful(3)]);
    expect(sent.map(({ parts }) => parts.length)).toEqual([1, 1, 1, 2]);
  });
});
