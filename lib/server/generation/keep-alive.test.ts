import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createOpenAIAccess } from '../models/openai.ts';
import type { CompletionRequest } from '../openai-compatible/completion-request.ts';
import { askForPieces } from '../openai-compatible/piece-reader.ts';
import { useFakeTime } from '../testing/fake-time.ts';
import { runScripted } from '../testing/scripted-run.ts';

beforeEach(() => {
  useFakeTime();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const KEEP_ALIVE = ': thinking\n\n';
const timeouts = { firstTokenMs: 60_000, idleMs: 30_000, runMs: 3_600_000 };
const frames = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`);

const COMPLETION = {
  word: frames({ choices: [{ index: 0, delta: { content: 'Salt.' } }] }),
  end: frames({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
};
const RESPONSE = {
  word: frames(
    { type: 'response.created', response: { id: 'r', created_at: 1, model: 'm' } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'i' } },
    { type: 'response.output_text.delta', item_id: 'i', delta: 'Salt.' },
  ),
  end: frames({
    type: 'response.completed',
    response: { incomplete_details: null, usage: { input_tokens: 1, output_tokens: 1 } },
  }),
};

/** Stubs an upstream that sends each chunk after its delay. */
function stubUpstream(chunks: [afterMs: number, text: string][], type = 'text/event-stream'): void {
  vi.stubGlobal('fetch', async (_: unknown, { signal }: RequestInit = {}) => {
    const rest = chunks.values();
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined); // the body reports it
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { value } = rest.next();
          if (value === undefined) return controller.close();
          const [afterMs, text] = value;
          if (afterMs > 0) await Promise.race([aborted, new Promise((wake) => setTimeout(wake, afterMs))]);
          controller.enqueue(new TextEncoder().encode(text));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'content-type': type } });
  });
}

const thinking = Array.from({ length: 20 }, (): [number, string] => [20_000, KEEP_ALIVE]);

describe.each([
  ['a chat completions server', 'https://relay.example/v1', 'chat', COMPLETION],
  ['OpenAI over chat completions', 'https://api.openai.com/v1', 'chat', COMPLETION],
  ['OpenAI over responses', 'https://api.openai.com/v1', 'responses', RESPONSE],
] as const)('%s that sends comments during reasoning', (_, baseUrl, api, { word, end }) => {
  const model = () => ({
    info: { id: 'm', label: 'm', provider: 'p', can: { reasoning: true, tools: true, images: true } },
    ...createOpenAIAccess({ baseUrl, api, provider: 'p', apiKey: 'k' }, 'm'),
  });

  test('does not time out before or between tokens', async () => {
    stubUpstream([...thinking, [0, word.join('')], ...thinking, [0, end.join('')]]);
    const run = runScripted(model(), { timeouts });
    await vi.advanceTimersByTimeAsync(800_000);
    expect(await run.ended).toMatchObject({ outcome: 'complete' });
  });

  test('does not time out when the headers come late', async () => {
    stubUpstream([[50_000, [...word, ...end].join('')]]);
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      await new Promise((wake) => setTimeout(wake, 50_000));
      return fetch(...request);
    });
    const run = runScripted(model(), { timeouts });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(await run.ended).toMatchObject({ outcome: 'complete' });
  });

  test('times out when no byte arrives within the first-token limit', async () => {
    stubUpstream([...thinking, [3_600_000, word.join('')]]);
    const run = runScripted(model(), { timeouts });
    const ended = vi.fn();
    void run.ended.then(ended);
    await vi.advanceTimersByTimeAsync(400_000 + 59_999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await run.ended).toMatchObject({ outcome: 'failed', error: { code: 'first-token-timeout' } });
    await vi.advanceTimersByTimeAsync(3_600_000);
  });

  test('times out when no byte arrives within the idle limit', async () => {
    stubUpstream([[0, word.join('')], ...thinking, [3_600_000, end.join('')]]);
    const run = runScripted(model(), { timeouts });
    const ended = vi.fn();
    void run.ended.then(ended);
    await vi.advanceTimersByTimeAsync(400_000 + 29_999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'idle-timeout' } });
    await vi.advanceTimersByTimeAsync(3_600_000);
  });

  test('is ended by the run timeout', async () => {
    stubUpstream([[0, word.join('')], ...Array(10).fill(thinking).flat()]);
    const run = runScripted(model(), { timeouts: { ...timeouts, runMs: 1_000_000 } });
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'run-timeout' } });
    await vi.advanceTimersByTimeAsync(20_000);
  });

  test('reports each chunk to the OpenAI-compatible endpoint too', async () => {
    stubUpstream([...thinking, [0, word.join('')], [0, end.join('')]]);
    const { ask, forward } = model();
    const request = { messages: [{ role: 'user' as const, content: 'hi' }] };
    const { signal } = new AbortController();
    const askAndTranslate: typeof forward = (request, signal, onBytes = () => {}) =>
      askForPieces(ask, request as CompletionRequest, { signal, onBytes });
    for (const open of [forward, askAndTranslate]) {
      if (open === undefined) continue;
      const onBytes = vi.fn();
      const opening = open(request, signal, onBytes);
      const first = opening.then((reader) => reader.next());
      await vi.advanceTimersByTimeAsync(399_999);
      expect(onBytes).toHaveBeenCalledTimes(1 + 19); // the headers, and each comment
      await vi.advanceTimersByTimeAsync(1);
      expect(await first).toMatchObject([{ type: 'delta', delta: { content: 'Salt.' } }]);
      await (await opening).cancel();
    }
  });
});

test('a server that does not stream can keep a run alive with blank lines', async () => {
  const whole = JSON.stringify({ choices: [{ message: { content: 'Salt.' }, finish_reason: 'stop' }] });
  const blanks = Array.from({ length: 20 }, (): [number, string] => [20_000, '\n']);
  stubUpstream([...blanks, [0, whole]], 'application/json');
  const model = {
    info: { id: 'm', label: 'm', provider: 'p', can: { reasoning: true, tools: true, images: true } },
    ...createOpenAIAccess({ baseUrl: 'https://relay.example/v1', api: 'chat', provider: 'p' }, 'm'),
  };
  const run = runScripted(model, { timeouts });
  await vi.advanceTimersByTimeAsync(400_000);
  expect(await run.ended).toMatchObject({ outcome: 'complete' });
});
