import { describe, expect, test, vi } from 'vitest';
import { findModel } from '../models/catalogue.ts';
import {
  createCompletionCaller,
  prepareCompletionTests,
  readChunks,
  readRecord,
} from '../testing/completion-caller.ts';
import { callTool, finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';

vi.mock('../models/catalogue.ts', () => ({ findModel: vi.fn(), listModels: vi.fn() }));
const { POST } = await import('../../../app/v1/chat/completions/route.ts');
const post = createCompletionCaller(POST);

function mockModel(...scripts: Script[]) {
  const model = scriptedModel(...scripts);
  vi.mocked(findModel).mockResolvedValue(model);
  return model;
}

prepareCompletionTests();

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
    expect(await readChunks(response)).toEqual([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      chunk({}, 'stop'),
      { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
      '[DONE]',
    ]);
    expect(vi.mocked(console.log)).toHaveBeenCalledTimes(1);
    expect(readRecord()).toMatchObject({
      event: 'run',
      outcome: 'complete',
      inputTokens: 3,
      outputTokens: 2,
    });
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
