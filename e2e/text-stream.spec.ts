import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { measureCloseLatency } from './fixtures/clients/close-latency.ts';
import { expect, test } from './fixtures/test.ts';

/** Texts that an event stream could corrupt, split at the worst places. */
const TEXTS: [what: string, deltas: string[], text?: string][] = [
  ['line endings anywhere', ['a\n', '\nb', '\n', '\n\n', 'c\nd\n']],
  ['leading and trailing spaces', [' a', '  b\n  c ', ' ', '\n d']],
  [
    'words of the format itself',
    ['data: x\n', 'data:', ' y\nevent: error\nid: 7\n', ': comment', '\nretry: 1'],
  ],
  ['an emoji cut in half', ['👋🏽 \ud83d', '\udc4b 你', '好', '\ud83c\udfff']],
  ['the words of the end', ['[DONE]', '[DONE]\n', '[DO', 'NE]', '\n[DONE]']],
  ['carriage returns, which become line feeds', ['a\r\nb\r', '\nc\r', 'd\r\r', '\n\r'], 'a\nb\nc\nd\n\n\n'],
];

for (const [what, deltas, text = deltas.join('')] of TEXTS) {
  test(`${what} reach a parser and EventSource unchanged`, async ({ page, server, upstream }) => {
    const answer = async () => {
      const request = await upstream.nextRequest();
      expect(request.question).toBe('q & a');
      request.write(...deltas);
      request.finish();
    };
    const [response] = await Promise.all([
      fetch(`${server.url}/chat/stream`, { method: 'POST', body: '{"message":"q & a"}' }),
      answer(),
    ]);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const frames = new SseDecoder().push(new Uint8Array(await response.arrayBuffer()));
    expect(frames.pop()?.data).toBe('[DONE]');
    expect(frames.map(({ data }) => data)).not.toContain('[DONE]');
    expect(frames.map(({ data }) => data).join('')).toBe(text);

    await page.goto('/api/health');
    const [read] = await Promise.all([
      page.evaluate(
        () =>
          new Promise<string>((resolve, reject) => {
            const source = new EventSource(`/chat/stream?prompt=${encodeURIComponent('q & a')}`);
            let text = '';
            source.onmessage = ({ data }) => {
              if (data !== '[DONE]') {
                text += data;
                return;
              }
              source.close();
              resolve(text);
            };
            source.onerror = () => reject(new Error('cut'));
          }),
      ),
      answer(),
    ]);
    expect(read).toBe(text);
  });
}

test('an EventSource that reconnects is not answered twice', async ({ page, upstream }) => {
  await page.goto('/api/health');
  const closed = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        const source = new EventSource('/chat/stream?prompt=once');
        source.onmessage = ({ data }) => seen.push(data);
        source.onerror = () => {
          if (source.readyState === EventSource.CLOSED) resolve(seen);
        };
      }),
  );
  const request = await upstream.nextRequest();
  request.write('Only ', 'once.');
  request.finish();
  expect((await closed).join('')).toBe('Only once.[DONE]');
  expect(upstream.requests).toHaveLength(1);
});

test('an EventSource that failed before the first word is not answered twice', async ({ page, upstream }) => {
  await page.goto('/api/health');
  const closed = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const source = new EventSource('/chat/stream?prompt=once');
        let code = '';
        source.addEventListener('error', (event) => {
          if (event instanceof MessageEvent) code = JSON.parse(event.data).code;
          if (source.readyState === EventSource.CLOSED) resolve(code);
        });
      }),
  );
  (await upstream.nextRequest()).refuse(400, 'The server had an error with sk-test-0123456789');
  expect(await closed).toBe('upstream-error');
  expect(upstream.requests).toHaveLength(1);
});

test('a cut in the middle keeps the text and sends an error event without [DONE]', async ({
  server,
  upstream,
}) => {
  const response = await fetch(`${server.url}/chat/stream?prompt=hi`);
  const request = await upstream.nextRequest();
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const frames = new SseDecoder();
  const read: { event: string; data: string }[] = [];
  const readOne = async () => {
    const { done, value } = await reader.read();
    if (value) read.push(...frames.push(value));
    return !done;
  };
  request.write('Half ');
  while (read.length === 0) await readOne();
  request.reset();
  while (await readOne());
  expect(read.map(({ event, data }) => [event, data])).toEqual([
    ['message', 'Half '],
    ['error', '{"code":"connection-lost","message":"The connection to the model was lost."}'],
  ]);
  await expect.poll(() => server.records.at(-1)).toMatchObject({ outcome: 'interrupted', model: 'scripted' });
});

for (const when of ['before the first word', 'in the middle'] as const) {
  test(`leaving ${when} closes the upstream`, async ({ server, upstream }) => {
    const controller = new AbortController();
    const response = await fetch(`${server.url}/chat/stream?prompt=hi`, { signal: controller.signal });
    const request = await upstream.nextRequest();
    if (when === 'in the middle') {
      request.write('One ');
      await response.body?.getReader().read();
    }
    await measureCloseLatency(request, () => controller.abort());
    await expect.poll(() => server.records.at(-1)?.outcome).toBe('stopped');
  });
}

const REFUSED: [what: string, path: string, init: RequestInit, status: number, code: string][] = [
  ['no prompt', '/chat/stream', {}, 400, 'invalid-request'],
  ['an empty prompt', '/chat/stream?prompt=%20', {}, 400, 'invalid-request'],
  ['a model that is not there', '/chat/stream?prompt=hi&model=nobody', {}, 400, 'invalid-request'],
  ['malformed JSON', '/chat/stream', { method: 'POST', body: '{' }, 400, 'invalid-request'],
  ['neither message nor prompt', '/chat/stream', { method: 'POST', body: '{}' }, 400, 'invalid-request'],
  [
    "another site's page",
    '/chat/stream?prompt=hi',
    { headers: { 'sec-fetch-site': 'cross-site' } },
    403,
    'cross-site',
  ],
];
for (const [what, path, init, status, code] of REFUSED) {
  test(`${what} is refused with ${status} ${code} before the upstream is asked`, async ({
    server,
    upstream,
  }) => {
    const response = await fetch(server.url + path, init);
    expect(response.status).toBe(status);
    expect((await response.json()).error.code).toBe(code);
    expect(upstream.requests).toHaveLength(0);
  });
}

test('an EventSource that reconnects gets 204', async ({ server, upstream }) => {
  const response = await fetch(`${server.url}/chat/stream?prompt=hi`, { headers: { 'last-event-id': 'x' } });
  expect(response.status).toBe(204);
  expect(upstream.requests).toHaveLength(0);
});

test('HEAD does not ask the upstream', async ({ server, upstream }) => {
  const response = await fetch(`${server.url}/chat/stream?prompt=hi`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(upstream.requests).toHaveLength(0);
});
