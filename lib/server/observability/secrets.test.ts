import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { getOwnModelPrefix, USER_BASE_URL_HEADER, USER_KEY_HEADER } from '#lib/protocol/own-key.ts';
import { MODEL, ObservedWorld } from '../../../e2e/fixtures/observed-world.ts';
import { McpTestServer } from '../../../e2e/fixtures/servers/mcp-test-server.ts';
import { encodeSecret } from '../platform/configured-secrets.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));
// The provider of a reader's own key: refuses it, and quotes it.
vi.mock('../platform/node-http/public-requests.ts', () => ({
  fetchPublic: async (_: unknown, init: RequestInit) => {
    const quoted = JSON.stringify(Object.fromEntries(new Headers(init.headers)));
    return Response.json({ error: { message: `Refused: ${quoted}` } }, { status: 400 });
  },
}));

/** What nobody but its owner may read. */
const SECRETS = {
  apiKey: 'company/key 0815 of the operator',
  accessCode: 'code-of-ann-4711',
  metricsToken: 'token-of-the-operator-99',
  sessionSecret: 'session-secret-of-the-server',
  mcpHeader: 'mcp-header-value-31',
  mcpQuery: 'mcp-query-value-32',
  mcpPassword: 'mcp-password-33',
  otlpHeader: 'otlp-header-value-41',
  otlpPassword: 'otlp-password-42',
  ownKey: 'own-key-of-a-reader-51',
  cookie: 'cookie-of-a-reader-61',
};

/** What people write and send. It belongs in an answer, and with LOG_CONTENT=full in records, but never in traces, metrics or pages. */
const CONTENT = {
  prompt: 'the-planted-question',
  instructions: 'the-planted-instructions',
  answer: 'the-planted-answer',
  toolInput: '11111 + 22222',
  toolOutput: '33333',
  header: 'the-planted-header',
  query: 'the-planted-query',
};

const mcp = await McpTestServer.start();
const { host } = new URL(mcp.url);
const world = await ObservedWorld.start({
  OPENAI_API_KEY: SECRETS.apiKey,
  OPENAI_MODELS: MODEL,
  ACCESS_CODES: `ann:${SECRETS.accessCode}`,
  METRICS_TOKEN: SECRETS.metricsToken,
  SESSION_SECRET: SECRETS.sessionSecret,
  USER_KEYS: 'on',
  USER_BASE_URLS: 'https://own.example.com/v1',
  MAX_RETRIES: '0',
  MCP_SERVERS: JSON.stringify({
    hills: {
      url: `${mcp.url}?token=${SECRETS.mcpQuery}`,
      headers: { authorization: `Bearer ${SECRETS.mcpHeader}` },
      consent: 'never',
    },
    closed: { url: `http://ann:${SECRETS.mcpPassword}@${host}/mcp` },
  }),
  OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${SECRETS.otlpHeader}`,
});
const run = await import('../../../app/api/chats/[chatId]/run/route.ts');
const textStream = await import('../../../app/chat/stream/route.ts');
const completions = await import('../../../app/v1/chat/completions/route.ts');
const metricsRoute = await import('../../../app/api/metrics/route.ts');
const statusRoute = await import('../../../app/status/route.ts');

beforeEach(() => world.reset());
afterAll(async () => {
  await world.stop();
  await mcp.stop();
});

const headers = {
  'content-type': 'application/json',
  authorization: `Bearer ${SECRETS.accessCode}`,
  cookie: `runnel_session=${SECRETS.cookie}; other=${SECRETS.cookie}`,
  'user-agent': CONTENT.header,
  'x-chosen': CONTENT.header,
  tracestate: `vendor=${CONTENT.header}`,
  baggage: `user=${CONTENT.header}`,
};

function ask(body: Record<string, unknown> = {}, more: Record<string, string> = {}): Promise<Response> {
  const chatId = newChatId();
  const request = new Request(`http://localhost/api/chats/${chatId}/run?chosen=${CONTENT.query}`, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: JSON.stringify({
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: CONTENT.prompt }] }],
      settings: { instructions: CONTENT.instructions },
      ...body,
    }),
  });
  return run.POST(request, { params: Promise.resolve({ chatId }) });
}

/** All runs that this server can have, and whatever an upstream may write into its errors. */
async function runEverything(): Promise<void> {
  const answered = await ask();
  const first = await world.upstream.nextRequest();
  first.write(CONTENT.answer);
  first.callTools(
    { id: 'a', name: 'calculate', input: { expression: CONTENT.toolInput } },
    { id: 'b', name: 'hills_broken', input: {} },
  );
  const second = await world.upstream.nextRequest();
  second.write(CONTENT.answer);
  second.finish();
  await answered.text();

  const failed = await ask();
  (await world.upstream.nextRequest()).refuse(400, `No: ${Object.values(SECRETS).slice(0, 4).join(' | ')}`);
  await failed.text();

  const model = `${getOwnModelPrefix('https://own.example.com/v1')}planted`;
  const ownKey = { [USER_KEY_HEADER]: SECRETS.ownKey, [USER_BASE_URL_HEADER]: 'https://own.example.com/v1' };
  await (await ask({ model }, ownKey)).text();

  const asked = new Request(`http://localhost/chat/stream?prompt=${CONTENT.prompt}`, { headers });
  const streamed = textStream.GET(asked, undefined).then((response) => response.text());
  const third = await world.upstream.nextRequest();
  third.write(CONTENT.answer);
  third.finish();
  await streamed;

  const body = JSON.stringify({ messages: [{ role: 'user', content: CONTENT.prompt }] });
  const completed = completions.POST(
    new Request('http://localhost/v1/chat/completions', { method: 'POST', headers, body }),
    undefined,
  );
  (await world.upstream.nextRequest()).refuse(401, `Incorrect API key: ${SECRETS.apiKey}`);
  await (await completed).text();
  await ask({ messages: CONTENT.prompt }); // refused
}

async function readMetrics(): Promise<string> {
  const authorization = `Bearer ${SECRETS.metricsToken}`;
  return (
    await metricsRoute.GET(
      new Request('http://localhost/api/metrics', { headers: { authorization } }),
      undefined,
    )
  ).text();
}

/** The page, after its sign-in. */
async function readStatus(): Promise<string> {
  const signIn = new Request('http://localhost/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `token=${SECRETS.metricsToken}`,
  });
  const cookie = (await statusRoute.POST(signIn, undefined)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await statusRoute.GET(
    new Request('http://localhost/status', { headers: { cookie } }),
    undefined,
  );
  expect(page.status).toBe(200);
  return page.text();
}

test('no secret appears in a record, a log line, a trace, a metric or the status page; no content in the last three', async () => {
  await runEverything();
  await world.receiveSpans();
  const traces = world.collector.requests.map(({ body }) => body).join('\n');
  const logs = [...world.records, ...vi.mocked(console.error).mock.calls.map(String)].join('\n');
  const figures = { traces, metrics: await readMetrics(), status: await readStatus() };

  // All of it was there to be seen.
  expect(world.records).toHaveLength(5);
  expect(world.collector.spans.filter(({ name }) => name.startsWith('chat '))).toHaveLength(6);
  expect(traces).toContain('execute_tool calculate');
  expect(traces).toContain('execute_tool hills_broken');
  expect(figures.metrics).toContain('runnel_runs_total{outcome="failed"} 3');
  expect(figures.status).toContain('upstream-error');

  for (const [name, secret] of Object.entries(SECRETS))
    for (const form of encodeSecret(secret))
      for (const [where, text] of Object.entries({ logs, ...figures }))
        expect(text.includes(form), `${name} as ${form} in ${where}`).toBe(false);
  for (const [name, content] of Object.entries(CONTENT))
    for (const [where, text] of Object.entries(figures))
      expect(text.includes(content), `${name} in ${where}`).toBe(false);
});
