import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { findModel } from '../models/catalogue.ts';
import { advanceUntil, useFakeTime } from '../testing/fake-time.ts';
import { callTool, finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';

vi.mock('../models/catalogue.ts', () => ({ findModel: vi.fn(), listModels: vi.fn() }));
const { POST } = await import('../../../app/v1/chat/completions/route.ts');

function mockModel(...scripts: Script[]) {
  const model = scriptedModel(...scripts);
  vi.mocked(findModel).mockResolvedValue(model);
  return model;
}

beforeEach(() => {
  useFakeTime({ now: 1_800_000_000_000 });
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockImplementation((message) => expect.unreachable(String(message)));
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const messages = [{ role: 'user', content: 'hi' }];
function post(body: Record<string, unknown> = {}, init: RequestInit = {}): Promise<Response> {
  const request = new Request('http://localhost/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ messages, ...body }),
    ...init,
  });
  return POST(request, undefined);
}
async function chunksOf(response: Response) {
  const text = await advanceUntil(response.text());
  return new SseDecoder()
    .push(new TextEncoder().encode(text))
    .map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));
}
const record = () => JSON.parse(String(vi.mocked(console.log).mock.calls[0]?.[0]));

describe('a model that does not speak this API', () => {
  test('is streamed in the chunks of the API reference', async () => {
    mockModel([...textParts('1', 'Hel', 'lo'), finish('stop', { input: 3, output: 2 })]);
    const response = await post({ stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const id = `chatcmpl-${response.headers.get('x-run-id')}`;
    const head = { id, object: 'chat.completion.chunk', created: 1_800_000_000, model: 'scripted' };
    const chunk = (delta: object, finish_reason: string | null = null) => {
      return { ...head, choices: [{ index: 0, delta, finish_reason }], usage: null };
    };
    expect(await chunksOf(response)).toEqual([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      chunk({}, 'stop'),
      { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
      '[DONE]',
    ]);
    expect(vi.mocked(console.log)).toHaveBeenCalledTimes(1);
    expect(record()).toMatchObject({ event: 'run', outcome: 'complete', inputTokens: 3, outputTokens: 2 });
  });

  test('passes tool calls to the client without executing them', async () => {
    const model = mockModel([...callTool('c', 'current_time', '{"timeZone":"UTC"}'), finish('tool-calls')]);
    const tool = { type: 'function', function: { name: 'current_time', parameters: { type: 'object' } } };
    const answer = await (await post({ tools: [tool], tool_choice: 'required' })).json();
    expect(answer.choices[0]).toMatchObject({
      message: {
        content: null,
        tool_calls: [
          { id: 'c', type: 'function', function: { name: 'current_time', arguments: '{"timeZone":"UTC"}' } },
        ],
      },
      finish_reason: 'tool_calls',
    });
    expect(model.calls).toHaveLength(1);
    expect(model.calls[0]).toMatchObject({
      toolChoice: { type: 'required' },
      tools: [{ type: 'function', name: 'current_time', inputSchema: { type: 'object' } }],
    });
  });

  test('gets every field that has a counterpart', async () => {
    const model = mockModel([...textParts('1', 'x'), finish('length')]);
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    await post({
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content: '42' },
      ],
      max_completion_tokens: 9,
      max_tokens: 5,
      temperature: 0.5,
      top_p: 0.9,
      stop: 'END',
      seed: 4,
      reasoning_effort: 'low',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
      },
      user: 'u',
    });
    expect(model.calls[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } }],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'text', value: '42' } },
          ],
        },
      ],
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      stopSequences: ['END'],
      seed: 4,
      reasoning: 'low',
      responseFormat: { type: 'json', name: 'n', schema: { type: 'object' } },
      providerOptions: { openai: { user: 'u', store: false, strictJsonSchema: true } },
    });
  });

  test.each([
    ['logit_bias', { logit_bias: { 5: 1 } }],
    ['logprobs', { logprobs: true }],
    ['messages.0.tool_call_id', { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] }],
    [
      'messages.0.content.0.image_url.url',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }] },
    ],
  ])('rejects %s by name', async (param, body) => {
    mockModel([finish('stop')]);
    const response = await post(body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ param, type: 'invalid_request_error' });
  });
});

describe('a failure', () => {
  test('before the first piece has the status and fields of the upstream, without secrets', async () => {
    const refusal = new APICallError({
      message: 'Slow down, Bearer abc123def456',
      url: 'http://upstream',
      requestBodyValues: {},
      statusCode: 429,
      responseHeaders: { 'retry-after': '7' },
      responseBody: '{"error":{"message":"","type":"tokens","param":null,"code":"rate_limit_exceeded"}}',
    });
    mockModel({ refusal });
    const response = await post({ stream: true });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await response.json()).toEqual({
      error: {
        message: "The model's server responded with 429: Slow down, Bearer …",
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    });
    expect(record()).toMatchObject({ outcome: 'failed' });
  });

  test('in the first part has a status too', async () => {
    mockModel([
      { type: 'stream-start', warnings: [] },
      { type: 'error', error: new Error('no') },
    ]);
    const response = await post({ stream: true });
    expect([response.status, (await response.json()).error.code]).toEqual([502, 'upstream-error']);
  });

  test('mid-answer is one error event, with nothing after it', async () => {
    mockModel([...textParts('1', 'Half'), { type: 'throw', error: new TypeError('terminated') }]);
    const chunks = await chunksOf(await post({ stream: true }));
    expect(chunks.at(-1)).toEqual({
      error: {
        message: 'The connection to the model was lost.',
        type: 'server_error',
        param: null,
        code: 'connection-lost',
      },
    });
    expect(chunks.slice(0, -1).map(({ choices }) => choices[0].finish_reason)).toEqual([null, null]);
    expect(record()).toMatchObject({ outcome: 'interrupted', error: { code: 'connection-lost' } });
  });

  test('mid-answer without streaming is a status', async () => {
    mockModel([...textParts('1', 'Half'), { type: 'throw', error: new TypeError('terminated') }]);
    expect((await post()).status).toBe(502);
  });
});

describe('timeouts', () => {
  test('end a model that never answers with 504', async () => {
    const model = mockModel('no answer');
    const response = await advanceUntil(post({ stream: true }), 310_000);
    expect([response.status, (await response.json()).error.code]).toEqual([504, 'first-token-timeout']);
    expect(model.calls[0]?.abortSignal?.aborted).toBe(true);
  });

  test('end a model that stops mid-answer with an error event', async () => {
    const model = mockModel([...textParts('1', 'Half'), { type: 'hang' }]);
    const chunks = await chunksOf(await post({ stream: true }));
    expect(chunks.at(-1)).toMatchObject({ error: { code: 'idle-timeout' } });
    expect(model.cancelled).toHaveLength(1);
  });

  test('ignore the time in which the client does not read', async () => {
    mockModel([...textParts('1', 'Hel', 'lo'), finish('stop')]);
    const response = await post({ stream: true });
    await vi.advanceTimersByTimeAsync(300_000);
    expect((await chunksOf(response)).at(-1)).toBe('[DONE]');
  });
});

describe('a client that leaves', () => {
  test('before the first piece closes the upstream connection', async () => {
    const model = mockModel('no answer');
    const controller = new AbortController();
    const answering = post({ stream: true }, { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    await (await answering).body?.cancel();
    expect(model.calls[0]?.abortSignal?.aborted).toBe(true);
    expect(record()).toMatchObject({ outcome: 'stopped' });
  });

  test.each(['by the signal', 'by cancelling the body'])(
    '%s mid-answer closes the upstream connection',
    async (how) => {
      const model = mockModel([...textParts('1', 'Half'), { type: 'hang' }]);
      const controller = new AbortController();
      const response = await post({ stream: true }, { signal: controller.signal });
      const reader = response.body!.getReader();
      await reader.read();
      if (how === 'by the signal') controller.abort();
      else await reader.cancel();
      await vi.advanceTimersByTimeAsync(0);
      expect(model.cancelled).toHaveLength(1);
      expect(vi.mocked(console.log)).toHaveBeenCalledTimes(1);
      expect(record()).toMatchObject({ outcome: 'stopped' });
    },
  );
});
