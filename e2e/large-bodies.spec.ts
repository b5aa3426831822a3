import { connect, type Socket } from 'node:net';
import { expect, test } from './fixtures/test.ts';

const ENDPOINTS = [
  '/api/chats/large/run',
  '/v1/chat/completions',
  '/chat/stream',
  '/api/access',
  '/api/models',
];
const MAX_BYTES = 4 * 1024 * 1024;

/** Sends the head of a POST request whose body the test sends by itself, and collects the response. */
class RawRequest {
  readonly #socket: Socket;
  response = '';
  closed = false;

  constructor(url: string, path: string, headers: Record<string, string | number>) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('data', (data) => {
      this.response += data;
    });
    this.#socket.on('error', () => {}); // `close` follows
    this.#socket.on('close', () => {
      this.closed = true;
    });
    const fields = { host: `${hostname}:${port}`, 'content-type': 'application/json', ...headers };
    const lines = Object.entries(fields).map((field) => `${field.join(': ')}\r\n`);
    this.#socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }

  get status(): number {
    return Number(this.response.slice(9, 12));
  }

  send(data: string): void {
    this.#socket.write(data);
  }

  close(): void {
    this.#socket.destroy();
  }
}

for (const path of ENDPOINTS) {
  test(`${path} refuses a body of more than 4 MB before it is sent`, async ({ server, upstream }) => {
    const request = new RawRequest(server.url, path, { 'content-length': MAX_BYTES + 1 });
    await expect.poll(() => request.response).toContain('"request-too-large"');
    expect(request.status).toBe(413);
    expect(request.response).toMatch(/x-content-type-options: nosniff/i);
    request.close();
    expect(upstream.requests).toHaveLength(0);
  });
}

test('a body of unknown length is refused once it has more than 4 MB', async ({ server, upstream }) => {
  for (const path of ['/api/chats/large/run', '/v1/chat/completions', '/chat/stream']) {
    const request = new RawRequest(server.url, path, { 'transfer-encoding': 'chunked' });
    const piece = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent <= MAX_BYTES; sent += piece.length) request.send(`100000\r\n${piece}\r\n`);
    await expect.poll(() => request.response).toContain('"request-too-large"');
    expect(request.status).toBe(413);
    request.close();
  }
  expect(upstream.requests).toHaveLength(0);
});

test('a client that waits for permission to send its body gets it only if there is room', async ({
  server,
  upstream,
}) => {
  const refused = new RawRequest(server.url, '/chat/stream', {
    'content-length': MAX_BYTES + 1,
    expect: '100-continue',
  });
  await expect.poll(() => refused.closed).toBe(true);
  expect(refused.status).toBe(413);
  const body = '{"message":"hi"}';
  const admitted = new RawRequest(server.url, '/chat/stream', {
    'content-length': body.length,
    expect: '100-continue',
  });
  await expect.poll(() => admitted.response).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  admitted.send(body);
  const request = await upstream.nextRequest();
  expect(request.question).toBe('hi');
  request.finish();
  await expect.poll(() => admitted.response).toContain('[DONE]');
  admitted.close();
});

test('senders that do not send hold no room for longer than a few seconds', async ({ server, upstream }) => {
  const start = () =>
    fetch(`${server.url}/chat/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"message":"hi"}',
    });
  const silent = Array.from(
    { length: 6 },
    () => new RawRequest(server.url, '/chat/stream', { 'content-length': MAX_BYTES }),
  );
  await expect.poll(async () => (await start()).status).toBe(429);
  const refused = await start();
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await refused.json()).error.code).toBe('rate-limited');
  await expect.poll(async () => (await start()).status, { timeout: 20_000 }).toBe(200);
  (await upstream.nextRequest()).finish();
  // One of them was enough.
  await expect.poll(() => silent.filter(({ closed }) => closed).length).toBe(1);
  for (const request of silent) request.close();
});
