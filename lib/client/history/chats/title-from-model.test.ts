import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { cleanTitle, titleFromModel } from './title-from-model.ts';

const model: ModelInfo = {
  id: 'm',
  label: 'M',
  provider: 'openai',
  can: { reasoning: false, tools: true, images: false },
};
const messages: ChatMessage[] = [
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Why is the sky blue?' }] },
  { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'x'.repeat(5_000) }] },
];
const completion = (content: unknown) =>
  Response.json({ choices: [{ message: { role: 'assistant', content } }] });

let fetched: ReturnType<typeof vi.fn<typeof fetch>>;
beforeEach(() => {
  vi.useFakeTimers();
  fetched = vi.fn<typeof fetch>();
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Never responds. Rejects when the request is aborted. */
const neverRespond: typeof fetch = (_, options) =>
  new Promise((_resolve, reject) =>
    options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)),
  );

describe('a title from a model', () => {
  test('is requested with an excerpt of the first exchange and at most 60 tokens', async () => {
    fetched.mockResolvedValue(completion('Blue sky'));
    expect(await titleFromModel(messages, model)).toBe('Blue sky');
    const [url, options] = fetched.mock.calls[0] ?? [];
    const body = JSON.parse(String(options?.body));
    expect([url, body.model, body.max_tokens]).toEqual(['/v1/chat/completions', 'm', 60]);
    expect(body.messages[1].content).toContain('user: Why is the sky blue?');
    expect(body.messages[1].content.length).toBeLessThan(1_100);
  });

  test('may use 1,000 tokens if the model reasons', async () => {
    fetched.mockResolvedValue(completion('Blue sky'));
    await titleFromModel(messages, { ...model, can: { ...model.can, reasoning: true } });
    expect(JSON.parse(String(fetched.mock.calls[0]?.[1]?.body)).max_tokens).toBe(1_000);
  });

  test.each([
    ['an HTTP error', () => Promise.resolve(Response.json({ error: {} }, { status: 503 }))],
    ['invalid JSON', () => Promise.resolve(new Response('<html>'))],
    ['an empty answer', () => Promise.resolve(completion(''))],
    ['a network error', () => Promise.reject(new TypeError('failed'))],
  ])('is undefined after %s', async (_, answer) => {
    fetched.mockImplementation(answer);
    expect(await titleFromModel(messages, model)).toBeUndefined();
  });

  test('is undefined after 20 s, when the request is aborted', async () => {
    fetched.mockImplementation(neverRespond);
    const title = titleFromModel(messages, model);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await title).toBeUndefined();
    expect(fetched.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
  });
});

test.each([
  ['"The blue sky."', 'The blue sky'],
  ['## **Sky**', 'Sky'],
  ['Title: Sky\nIt is blue', 'Sky'],
  ['标题：《天空为什么是蓝的》', '天空为什么是蓝的'],
  ['<think>Hm.\nHm.</think>\n\nSky', 'Sky'],
  ['<think>never ends', undefined],
  ['🙂'.repeat(99), '🙂'.repeat(60)],
  [' \n ', undefined],
  [null, undefined],
])('cleanTitle(%j) returns %j', (written, title) => {
  expect(cleanTitle(written)).toBe(title);
});
