import { expect, test } from './fixtures/test.ts';

const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] };

/** Bodies that would keep the server busy for seconds, or overflow its heap, if it validated all parts and collected all issues. */
const empties = Array(1_000_000).fill('{}').join(',');
const messagesWith = (parts: string, messages: number) => {
  const list = Array(1_990).fill('{}').join(',');
  return `{"messages":[${Array(messages).fill(`{"id":"1","role":"user","${parts}":[${list}]}`).join(',')}]}`;
};
const floods: [name: string, path: string, body: string][] = [
  ['parts in 500 messages', '/api/chats/a/run', messagesWith('parts', 500)],
  ['parts in 90 messages', '/api/chats/a/run', messagesWith('parts', 90)],
  ['content parts in 500 messages', '/v1/chat/completions', messagesWith('content', 500)],
  ['content parts in 90 messages', '/v1/chat/completions', messagesWith('content', 90)],
  ['parts', '/api/chats/a/run', `{"messages":[{"id":"1","role":"user","parts":[${empties}]}]}`],
  ['messages', '/api/chats/a/run', `{"messages":[${empties}]}`],
  ['tools in the settings', '/api/chats/a/run', `{"messages":[],"settings":{"tools":[${empties}]}}`],
  ['content parts', '/v1/chat/completions', `{"messages":[{"role":"user","content":[${empties}]}]}`],
  ['messages', '/v1/chat/completions', `{"messages":[${empties}]}`],
  ['tools', '/v1/chat/completions', `{"messages":[{"role":"user","content":"hi"}],"tools":[${empties}]}`],
  ['prompts', '/chat/stream', `{"prompt":[${empties}]}`],
];

for (const [name, path, body] of floods) {
  test(`${path} refuses floods of empty ${name} and goes on serving others`, async ({ server }) => {
    const flood = fetch(server.url + path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const health = fetch(`${server.url}/api/health`);
    expect((await health).status).toBe(200);
    const response = await flood;
    expect(response.status).toBe(400);
    expect((await response.text()).length).toBeLessThan(1_000);
  });
}

test('a body nested a million levels deep is refused', async ({ server }) => {
  const input = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  const part = `{"type":"tool-x","toolCallId":"c","state":"output-available","input":${input}}`;
  const response = await fetch(`${server.url}/api/chats/a/run`, {
    method: 'POST',
    body: `{"messages":[{"id":"1","role":"assistant","parts":[${part}]}]}`,
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('32 levels') } });
});

const bad: [name: string, path: string, body: string, status: number, code: string][] = [
  ['malformed JSON', '/api/chats/a/run', '{"messages": [', 400, 'invalid-request'],
  ['an empty body', '/api/chats/a/run', '', 400, 'invalid-request'],
  ['wrong types', '/api/chats/a/run', '{"messages":"hi"}', 400, 'invalid-request'],
  [
    'a part without its text',
    '/api/chats/a/run',
    '{"messages":[{"id":"1","role":"user","parts":[{"type":"text"}]}]}',
    400,
    'invalid-request',
  ],
  [
    'no question',
    '/api/chats/a/run',
    '{"messages":[{"id":"1","role":"user","parts":[]}]}',
    400,
    'invalid-request',
  ],
  [
    'an unknown model',
    '/api/chats/a/run',
    JSON.stringify({ messages: [question], model: 'nobody' }),
    400,
    'invalid-request',
  ],
  [
    'a 5 MB body',
    '/api/chats/a/run',
    JSON.stringify({ messages: [question], pad: 'x'.repeat(5 * 1024 * 1024) }),
    413,
    'request-too-large',
  ],
  [
    'an id of ../x',
    `/api/chats/${encodeURIComponent('../x')}/run`,
    JSON.stringify({ messages: [question] }),
    400,
    'invalid-request',
  ],
  [
    'an id of 65 characters',
    `/api/chats/${'a'.repeat(65)}/run`,
    JSON.stringify({ messages: [question] }),
    400,
    'invalid-request',
  ],
  [
    '10,000 messages',
    '/api/chats/a/run',
    JSON.stringify({ messages: Array(10_000).fill(question) }),
    400,
    'invalid-request',
  ],
];

for (const [name, path, body, status, code] of bad) {
  test(`${name} is refused with ${status} ${code} and a sentence`, async ({ request }) => {
    const response = await request.post(path, {
      data: Buffer.from(body),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status()).toBe(status);
    const { error } = await response.json();
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].+\.?$/);
    expect((await request.get('/api/health')).ok()).toBe(true);
  });
}

test('without a live run GET answers 204 and DELETE stops nothing', async ({ request }) => {
  expect((await request.get('/api/chats/none/run')).status()).toBe(204);
  const stopped = await request.delete('/api/chats/none/run');
  expect([stopped.status(), await stopped.json()]).toEqual([200, { stopped: false }]);
});

test('the same run id attaches, another is refused while the first is live, and other callers see nothing', async ({
  playwright,
  request,
  server,
  upstream,
}) => {
  const start = (runId: string) => JSON.stringify({ messages: [question], runId });
  await request.get('/api/models'); // sets the session cookie
  const path = '/api/chats/same/run';
  const headers = {
    'content-type': 'application/json',
    cookie: (await request.storageState()).cookies.map((c) => `${c.name}=${c.value}`).join('; '),
  };
  const first = await fetch(server.url + path, { method: 'POST', headers, body: start('run-1') });
  expect(first.headers.get('x-run-id')).toBe('run-1');
  const upstreamRequest = await upstream.nextRequest();

  const again = await fetch(server.url + path, { method: 'POST', headers, body: start('run-1') });
  const other = await request.post(path, {
    data: start('run-2'),
    headers: { 'content-type': 'application/json' },
  });
  expect(other.status()).toBe(409);
  expect((await other.json()).error.code).toBe('run-active');

  const stranger = await playwright.request.newContext({ baseURL: server.url });
  expect((await stranger.get(path)).status()).toBe(404);
  expect((await stranger.delete(path)).status()).toBe(404);
  await stranger.dispose();

  upstreamRequest.write('a', 'b');
  upstreamRequest.finish();
  const [one, two] = await Promise.all([first.text(), again.text()]);
  expect(one).toContain('data: [DONE]');
  expect(two).toContain('data: [DONE]');
  expect(upstream.requests).toHaveLength(1);

  const replay = await request.get(path, { headers: { 'last-event-id': 'run-1:3' } });
  const ids = [...(await replay.text()).matchAll(/^id: run-1:(\d+)$/gm)].map((match) => Number(match[1]));
  expect(Math.min(...ids)).toBeGreaterThan(3);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
});
