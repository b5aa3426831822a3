import { DefaultChatTransport, type UIMessage } from 'ai';
import { describe, expect, test } from 'vitest';
import { MAX_MESSAGES, MAX_PARTS } from './limits.ts';
import { messageSchema } from './message-schema.ts';
import { startRunSchema } from './start-run.ts';

const question: UIMessage = {
  id: 'q',
  role: 'user',
  parts: [
    { type: 'text', text: 'What is this?' },
    { type: 'file', mediaType: 'image/png', filename: 'a.png', url: 'data:image/png;base64,AAAA' },
  ],
};
const answer: UIMessage = {
  id: 'a',
  role: 'assistant',
  metadata: { runId: 'r', outcome: 'complete' },
  parts: [
    { type: 'step-start' },
    { type: 'reasoning', text: 'hm', state: 'done' },
    { type: 'tool-clock', toolCallId: 'c', state: 'output-available', input: {}, output: 'noon' },
    {
      type: 'dynamic-tool',
      toolName: 'x',
      toolCallId: 'd',
      state: 'output-error',
      input: {},
      errorText: 'No.',
    },
    { type: 'source-url', sourceId: 's', url: 'https://a/' },
    { type: 'data-note', data: { any: 1 } },
    { type: 'text', text: 'A dot.', state: 'done' },
  ],
};

/** The body that the AI SDK's transport sends. */
async function bodySentBy(options: Partial<Parameters<DefaultChatTransport<UIMessage>['sendMessages']>[0]>) {
  let body: unknown;
  const transport = new DefaultChatTransport<UIMessage>({
    api: 'http://x/run',
    fetch: async (_, init) => {
      body = JSON.parse(String(init?.body));
      return new Response('', { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  const stream = await transport.sendMessages({
    chatId: 'chat-1',
    messages: [question, answer, question],
    trigger: 'submit-message',
    messageId: undefined,
    abortSignal: undefined,
    ...options,
  });
  await stream.cancel();
  return body;
}

describe("the body of the AI SDK's DefaultChatTransport", () => {
  test.each([
    [{}, { id: 'chat-1', trigger: 'submit-message' }],
    [
      { trigger: 'regenerate-message', messageId: 'a' },
      { trigger: 'regenerate-message', messageId: 'a' },
    ],
    [{ body: { model: 'm', settings: { temperature: 1 } } }, { model: 'm', settings: { temperature: 1 } }],
    [{ metadata: { any: 1 }, body: { extra: true } }, { id: 'chat-1' }],
  ] as const)('with %j is accepted unchanged', async (options, expected) => {
    const parsed = startRunSchema.parse(await bodySentBy(options));
    expect(parsed).toMatchObject(expected);
    expect(parsed.messages).toEqual(JSON.parse(JSON.stringify([question, answer, question])));
  });
});

describe('a body', () => {
  const minimal = { messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }] };
  const accepts = (change: Record<string, unknown>) =>
    startRunSchema.safeParse({ ...minimal, ...change }).success;

  test('needs nothing but messages; other fields may be null', () => {
    expect(accepts({})).toBe(true);
    const nothing = { id: null, runId: null, model: null, trigger: null, messageId: null, settings: null };
    expect(accepts(nothing)).toBe(true);
  });

  test.each([
    { runId: 'a b' },
    { runId: '' },
    { runId: 5 },
    { trigger: 'other' },
    { model: 'x'.repeat(257) },
    { settings: { temperature: -1 } },
    { settings: { maxOutputTokens: 1.5 } },
    { settings: { reasoningEffort: 'huge' } },
    { settings: { tools: 'all' } },
    { settings: { unknown: 1 } },
    { messages: [] },
    { messages: Array.from({ length: MAX_MESSAGES + 1 }, () => minimal.messages[0]) },
  ])('with %o is rejected', (change) => expect(accepts(change)).toBe(false));

  test('with the maximum number of messages is accepted', () => {
    expect(accepts({ messages: Array.from({ length: MAX_MESSAGES }, () => minimal.messages[0]) })).toBe(true);
  });
});

describe('the parts of a body', () => {
  const text = { type: 'text', text: 'hi' };
  const bodyOf = (...parts: unknown[][]) => ({
    messages: parts.map((parts, index) => ({ id: `${index}`, role: 'user', parts })),
  });

  test('are limited in total, across all messages', () => {
    const half = Array(MAX_PARTS / 2).fill(text);
    expect(startRunSchema.safeParse(bodyOf([...half, ...half])).success).toBe(true);
    expect(startRunSchema.safeParse(bodyOf(half, half)).success).toBe(true);
    expect(startRunSchema.safeParse(bodyOf(half, half, [text])).success).toBe(false);
  });

  test('are counted before any of them is read', () => {
    const unreadable = new Proxy({}, { get: () => expect.unreachable('a part was read') });
    const { error } = startRunSchema.safeParse(bodyOf(Array(MAX_PARTS + 1).fill(unreadable)));
    expect(error?.issues).toMatchObject([{ path: ['messages'], message: expect.stringContaining('5000') }]);
  });

  test('are read up to the first invalid one, which the issue names', () => {
    let read = 0;
    const wrong = {
      get type() {
        read++;
        return 'text';
      },
    };
    const { error } = startRunSchema.safeParse(bodyOf([text], Array(MAX_PARTS - 1).fill(wrong)));
    expect(error?.issues).toMatchObject([{ path: ['messages', 1, 'parts', 0, 'text'] }]);
    expect(read).toBeLessThan(10);
  });
});

describe('a message', () => {
  const accepts = (part: unknown) =>
    messageSchema.safeParse({ id: 'm', role: 'user', parts: [part] }).success;

  test('keeps unknown parts and fields', () => {
    const message = { id: 'm', role: 'user', parts: [{ type: 'hologram', depth: 3 }], mood: 'good' };
    expect(messageSchema.parse(message)).toEqual(message);
  });

  test.each([
    { type: 'text' },
    { type: 'text', text: 5 },
    { type: 'reasoning' },
    { type: 'file', url: 'x' },
    { type: 'tool-clock', toolCallId: 'c' },
    { type: 'tool-clock', toolCallId: 'c', state: 'unknown' },
    { type: 'dynamic-tool', state: 'input-available' },
    { text: 'no type' },
    'text',
    null,
  ])('with the part %o is rejected', (part) => expect(accepts(part)).toBe(false));

  test('has the role system, user or assistant', () => {
    expect(messageSchema.safeParse({ id: 'm', role: 'tool', parts: [] }).success).toBe(false);
  });
});
