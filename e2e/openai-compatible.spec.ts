import OpenAI from 'openai';
import { CLIENTS, emptyAnswer } from './fixtures/clients/chat-clients.ts';
import { measureCloseLatency } from './fixtures/clients/close-latency.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { expect, test } from './fixtures/test.ts';

const TEXT = ['One ', 'two\n', '三 ', '👋🏽'];

for (const client of CLIENTS) {
  test.describe(client.name, () => {
    const ask = (url: string, signal = new AbortController().signal, withTool = false) => {
      const answer = emptyAnswer();
      const done = client.ask({ baseUrl: `${url}/v1`, question: 'hi', signal, withTool, answer });
      done.catch(() => undefined); // awaited below
      return { answer, done };
    };

    test('streams text, and reports usage at the end', async ({ server, upstream }) => {
      const { answer, done } = ask(server.url);
      const request = await upstream.nextRequest();
      expect(request.body).toMatchObject({ model: 'scripted', messages: [{ role: 'user', content: 'hi' }] });
      let soFar = '';
      for (const word of TEXT) {
        request.write(word);
        soFar += word;
        await expect.poll(() => answer.text).toBe(soFar);
      }
      request.finish();
      await done;
      expect(answer).toEqual({
        text: TEXT.join(''),
        calls: [],
        inputTokens: 7,
        outputTokens: 11,
        finish: 'stop',
      });
    });

    test('receives calls of its own tools', async ({ server, upstream }) => {
      const { answer, done } = ask(server.url, undefined, true);
      const request = await upstream.nextRequest();
      expect(request.body.tools).toMatchObject([{ type: 'function', function: { name: 'weather' } }]);
      request.delta({
        tool_calls: [
          { index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city"' } },
        ],
      });
      request.delta({ tool_calls: [{ index: 0, function: { arguments: ':"Rome"}' } }] });
      request.finish('tool_calls');
      await done;
      expect(answer.calls).toEqual([{ name: 'weather', arguments: { city: 'Rome' } }]);
      expect(answer.finish).toMatch(/^tool[-_]calls$/);
    });

    for (const when of ['before the first word', 'in the middle'] as const) {
      test(`an abort ${when} closes the upstream`, async ({ server, upstream }) => {
        const controller = new AbortController();
        const { answer, done } = ask(server.url, controller.signal);
        const request = await upstream.nextRequest();
        if (when === 'in the middle') {
          request.write('One ');
          await expect.poll(() => answer.text).toBe('One ');
        }
        await measureCloseLatency(request, () => controller.abort());
        await expect(done).rejects.toThrow();
        await expect.poll(() => server.records.at(-1)?.outcome).toBe('stopped');
      });
    }

    test('gets a refusal as an error with the status and message', async ({ server, upstream }) => {
      const { done } = ask(server.url);
      (await upstream.nextRequest()).refuse(400, 'The key sk-test-0123456789 asks for too much.');
      const error = await done.then(
        () => undefined,
        (error: unknown) => error,
      );
      const status =
        (error as { status?: number; statusCode?: number }).status ??
        (error as { statusCode?: number }).statusCode;
      expect(status).toBe(400);
      expect(String(error)).toContain('asks for too much');
      expect(JSON.stringify(error) + String(error)).not.toContain('0123456789');
    });

    const CUTS = [
      [
        'an error event',
        (request) => request.raw('data: {"error":{"message":"Out of breath","code":502}}\n\n'),
      ],
      ['a broken connection', (request) => request.reset()],
      ['an end without a finish reason', (request) => request.end()],
    ] satisfies [string, (request: UpstreamRequest) => void][];
    for (const [what, cut] of CUTS) {
      test(`${what} in the middle is an error`, async ({ server, upstream }) => {
        const { answer, done } = ask(server.url);
        const request = await upstream.nextRequest();
        request.write('One ');
        await expect.poll(() => answer.text).toBe('One ');
        cut(request);
        await expect(done).rejects.toThrow();
        expect(answer.text).toBe('One ');
        if (request.open) request.end();
        await expect.poll(() => server.records.at(-1)?.outcome).toBe('interrupted');
      });
    }
  });
}

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'hi' }];

test('an unsupported field is refused with its name', async ({ request }) => {
  for (const [param, body] of [
    ['n', { n: 2 }],
    ['functions', { functions: [{ name: 'f' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }],
    ['messages', { messages: [] }],
    ['temperature', { temperature: 9 }],
  ] as const) {
    const response = await request.post('/v1/chat/completions', {
      data: { model: 'scripted', messages, ...body },
    });
    expect(response.status()).toBe(400);
    const { error } = await response.json();
    expect(error).toEqual({
      message: expect.stringContaining(param.split('.')[0] ?? ''),
      type: 'invalid_request_error',
      param: expect.stringContaining(param),
      code: 'invalid-request',
    });
  }
  const unknown = await request.post('/v1/chat/completions', { data: { model: 'nobody', messages } });
  expect([unknown.status(), (await unknown.json()).error.code]).toEqual([404, 'model_not_found']);
});

test('every field of a request reaches an OpenAI-compatible upstream', async ({ server, upstream }) => {
  const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } };
  const fields = {
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'What is it?' }, image] }],
    temperature: 0.5,
    stop: ['END'],
    max_completion_tokens: 9,
    reasoning_effort: 'low' as const,
    response_format: { type: 'json_object' as const },
    tool_choice: 'auto' as const,
    seed: 4,
    top_k: 3,
  };
  const answer = clientOf(server.url).chat.completions.create({ model: 'scripted', ...fields });
  const request = await upstream.nextRequest();
  expect(request.body).toEqual({
    model: 'scripted',
    ...fields,
    stream: true,
    stream_options: { include_usage: true },
  });
  request.write('A dot.');
  request.finish('length');
  expect(await answer).toMatchObject({
    object: 'chat.completion',
    model: 'scripted',
    choices: [{ index: 0, message: { role: 'assistant', content: 'A dot.' }, finish_reason: 'length' }],
    usage: { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 },
  });
});

test('the models are listed in the format of the API', async ({ server }) => {
  const client = clientOf(server.url);
  const { data } = await client.models.list();
  expect(data).toEqual([{ id: 'scripted', object: 'model', created: 0, owned_by: expect.any(String) }]);
  expect(await client.models.retrieve('scripted')).toMatchObject({ id: 'scripted' });
});
