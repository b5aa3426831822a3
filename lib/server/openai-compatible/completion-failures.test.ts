import { APICallError } from '@ai-sdk/provider';
import { describe, expect, test, vi } from 'vitest';
import { findModel } from '../models/catalogue.ts';
import {
  createCompletionCaller,
  prepareCompletionTests,
  readChunks,
  readRecord,
} from '../testing/completion-caller.ts';
import { advanceUntil } from '../testing/fake-time.ts';
import { finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';

vi.mock('../models/catalogue.ts', () => ({ findModel: vi.fn(), listModels: vi.fn() }));
const { POST } = await import('../../../app/v1/chat/completions/route.ts');
const post = createCompletionCaller(POST);

function mockModel(...scripts: Script[]) {
  const model = scriptedModel(...scripts);
  vi.mocked(findModel).mockResolvedValue(model);
  return model;
}

prepareCompletionTests();

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
    expect(readRecord()).toMatchObject({ outcome: 'failed' });
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
    const chunks = await readChunks(await post({ stream: true }));
    expect(chunks.at(-1)).toEqual({
      error: {
        message: 'The connection to the model was lost.',
        type: 'server_error',
        param: null,
        code: 'connection-lost',
      },
    });
    expect(chunks.slice(0, -1).map(({ choices }) => choices[0].finish_reason)).toEqual([null, null]);
    expect(readRecord()).toMatchObject({ outcome: 'interrupted', error: { code: 'connection-lost' } });
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
    const chunks = await readChunks(await post({ stream: true }));
    expect(chunks.at(-1)).toMatchObject({ error: { code: 'idle-timeout' } });
    expect(model.cancelled).toHaveLength(1);
  });

  test('ignore the time in which the client does not read', async () => {
    mockModel([...textParts('1', 'Hel', 'lo'), finish('stop')]);
    const response = await post({ stream: true });
    await vi.advanceTimersByTimeAsync(300_000);
    expect((await readChunks(response)).at(-1)).toBe('[DONE]');
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
    expect(readRecord()).toMatchObject({ outcome: 'stopped' });
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
      expect(readRecord()).toMatchObject({ outcome: 'stopped' });
    },
  );
});
