// What arrives in place of an answer, on the production server: its edge sandbox has a fetch of its own.
import { test as base, expect, type Page } from '@playwright/test';
import { RawUpstream } from './fixtures/servers/raw-upstream.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';

type Environment = Parameters<typeof RunnelServer.start>[0];

/** Servers that are stopped after the test, however it ends. */
const test = base.extend<{
  serve(environment: Environment): Promise<RunnelServer>;
  raw: RawUpstream;
  scripted: ScriptedUpstream;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  serve: async ({}, use) => {
    const servers: RunnelServer[] = [];
    await use(async (environment) => {
      const server = await RunnelServer.start({ OPENAI_MODELS: 'm', ...environment });
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  raw: async ({}, use) => {
    const upstream = await RawUpstream.start();
    await use(upstream);
    await upstream.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  scripted: async ({}, use) => {
    const upstream = await ScriptedUpstream.start();
    await use(upstream);
    await upstream.close();
  },
});

const head = (status: string, ...headers: string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, 'connection: close', '', ''].join('\r\n');
const stream = (...events: object[]) =>
  head('200 OK', 'content-type: text/event-stream') +
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

const ANSWERS = {
  chat: stream(
    { choices: [{ index: 0, delta: { content: 'Salt.' } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ),
  responses: stream(
    { type: 'response.created', response: { id: 'r', created_at: 1, model: 'm' } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'i' } },
    { type: 'response.output_text.delta', item_id: 'i', delta: 'Salt.' },
    {
      type: 'response.completed',
      response: { incomplete_details: null, usage: { input_tokens: 1, output_tokens: 1 } },
    },
  ),
};
const PAGE = '<!DOCTYPE html><title>Sign in</title>';
const ERROR = '{"error":{"message":"The model is overloaded."}}';
const WRONG: [name: string, response: string, message: string][] = [
  ['a login page', head('200 OK', 'content-type: text/html') + PAGE, 'returned a web page (text/html)'],
  ['a page without a type', head('200 OK') + PAGE, 'returned a web page (no content type)'],
  [
    'a redirect',
    head('302 Found', 'location: https://login.example/?token=abc', 'content-length: 0'),
    'redirected the request to https://login.example instead',
  ],
  ['an error without a type', head('200 OK') + ERROR, 'The model is overloaded.'],
];

/** Asks through both endpoints; each has an edge sandbox of its own. */
async function ask(request: Page['request'], url: string): Promise<{ completion: string; stream: string }> {
  const messages = [{ role: 'user', content: 'hi' }];
  const completion = await request.post(`${url}/v1/chat/completions`, { data: { messages } });
  const text = await request.post(`${url}/chat/stream`, { data: { prompt: 'hi' } });
  return { completion: await completion.text(), stream: await text.text() };
}

for (const api of ['chat', 'responses'] as const) {
  test(`over ${api}, names what the upstream sent instead of an answer, and skips a 100 Continue`, async ({
    request,
    raw: upstream,
    serve,
  }) => {
    const server = await serve({ OPENAI_BASE_URL: upstream.url, OPENAI_API: api });
    for (const [name, response, message] of WRONG) {
      Object.assign(upstream, { response, requests: 0 });
      const answers = await ask(request, server.url);
      expect.soft(answers.completion, name).toContain(message);
      expect.soft(answers.stream, name).toContain(message);
      expect.soft(upstream.requests, name).toBe(2);
      expect(JSON.stringify([answers, server.output])).not.toContain('token=abc');
    }
    upstream.response = `HTTP/1.1 100 Continue\r\n\r\n${ANSWERS[api]}`;
    const answers = await ask(request, server.url);
    expect(JSON.parse(answers.completion)).toMatchObject({ choices: [{ message: { content: 'Salt.' } }] });
    expect(answers.stream).toContain('data: Salt.\n\ndata: [DONE]');
  });
}

/** Gives the fetch of a server these limits in milliseconds, but not that of the script that starts and then greets it. */
const limitFetch = (limit: number) => `void globalThis.Headers;
const limits = { headersTimeout: ${limit}, bodyTimeout: ${limit} };
for (const symbol of ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for)) {
  const { constructor: Agent } = globalThis[symbol] ?? {};
  if (Agent && !process.argv[1].endsWith('serve.ts')) globalThis[symbol] = new Agent(limits);
}`;

test('silence lasts longer than the limits of fetch when the timeouts are off', async ({
  scripted: upstream,
  serve,
}) => {
  const server = await serve({
    OPENAI_BASE_URL: upstream.url,
    FIRST_TOKEN_TIMEOUT_MS: '0',
    IDLE_TIMEOUT_MS: '0',
    RUN_TIMEOUT_MS: '0',
    MAX_RETRIES: '0', // the first cut would end the run
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(limitFetch(100))}`,
  });

  /** Resolves once limits ten times as long have cut a request of this process that meets the same silence. */
  async function outlastFetch(silence: 'before the headers' | 'in the body'): Promise<void> {
    const dispatcher = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
    const limited = new dispatcher.constructor({
      headersTimeout: silence === 'in the body' ? 0 : 1_000,
      bodyTimeout: 1_000,
    });
    const init = { method: 'POST', body: '{"messages":[{}]}', dispatcher: limited };
    const cut = fetch(`${upstream.url}/chat/completions`, init as RequestInit).then((response) =>
      response.text(),
    );
    const asked = await upstream.nextRequest();
    if (silence === 'in the body') asked.raw('');
    await expect(cut).rejects.toMatchObject({
      cause: { code: `UND_ERR_${silence === 'in the body' ? 'BODY' : 'HEADERS'}_TIMEOUT` },
    });
    await limited.destroy();
  }

  const body = JSON.stringify({ prompt: 'hi' });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${server.url}/chat/stream`, { method: 'POST', body, headers }).then((response) =>
    response.text(),
  );
  const asked = await upstream.nextRequest();
  await outlastFetch('before the headers');
  asked.write('Sal');
  await outlastFetch('in the body');
  asked.write('t.');
  asked.finish();
  expect(await answer).toContain('data: Sal\n\ndata: t.\n\ndata: [DONE]');
});
