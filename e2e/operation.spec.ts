import { expectNoViolations } from './fixtures/page/axe.ts';
import { type ParsedFamily, parseMetrics } from './fixtures/parsed-metrics.ts';
import { OtlpReceiver } from './fixtures/servers/otlp-receiver.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { expect, test } from './fixtures/test.ts';

const TOKEN = 'token-of-the-operator';
const MODEL = 'gpt-5-scripted'; // of a family that can call tools
const AUTHORIZED = { headers: { authorization: `Bearer ${TOKEN}` } };
const JSON_TYPE = { 'content-type': 'application/json' };

test.use({ environment: { METRICS_TOKEN: TOKEN } });

async function readMetrics(url: string): Promise<Map<string, ParsedFamily>> {
  return parseMetrics(await (await fetch(`${url}/api/metrics`, AUTHORIZED)).text());
}

function sumOf(families: Map<string, ParsedFamily>, name: string, labels: Record<string, string> = {}) {
  const samples = families.get(name)?.samples ?? [];
  return samples
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

function startRun(url: string, chatId: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/api/chats/${chatId}/run`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'How much is 6 × 7?' }] }],
    }),
  });
}

test('one text has what all routes of a process have counted', async ({ server, upstream }) => {
  const before = await readMetrics(server.url);
  const run = await startRun(server.url, 'counted');
  const request = await upstream.nextRequest();
  request.write('Forty-two.');
  const during = await readMetrics(server.url);
  request.finish();
  await run.text();
  const completion = fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] }),
  });
  (await upstream.nextRequest()).refuse(403, 'No.');
  expect((await completion).status).toBe(403);
  await fetch(`${server.url}/api/access`, { method: 'POST', headers: JSON_TYPE, body: '{}' });
  const grown = async (name: string, labels?: Record<string, string>) =>
    sumOf(await readMetrics(server.url), name, labels) - sumOf(before, name, labels);
  expect(sumOf(during, 'runnel_runs_live')).toBe(1);
  await expect.poll(() => grown('runnel_runs_total', { outcome: 'complete' })).toBe(1);
  await expect.poll(() => grown('runnel_runs_total', { outcome: 'failed' })).toBe(1);
  expect(await grown('runnel_output_tokens_total')).toBe(11);
  expect(await grown('runnel_upstream_requests_total', { status: '200' })).toBe(1);
  expect(await grown('runnel_upstream_requests_total', { status: '403' })).toBe(1);
  expect(await grown('runnel_refusals_total', { code: 'invalid-request' })).toBe(1);
  expect(await grown('runnel_http_responses_total', { route: '/api/access', status: '4xx' })).toBe(1);
  const { samples: [memory] = [] } = before.get('process_resident_memory_bytes') ?? {};
  expect(memory?.value).toBeGreaterThan(1e7);
});

test('without the token, metrics are 401', async ({ server }) => {
  const response = await fetch(`${server.url}/api/metrics`);
  expect(response.status).toBe(401);
});

test('a server without METRICS_TOKEN has neither metrics nor a status page', async ({ upstream }) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url });
  expect((await fetch(`${server.url}/api/metrics`, AUTHORIZED)).status).toBe(404);
  const cookie = 'runnel_operator=9999999999.x';
  const response = await fetch(`${server.url}/status`, { headers: { cookie } });
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('METRICS_TOKEN');
  const signIn = { method: 'POST', body: new URLSearchParams({ token: TOKEN }) };
  expect((await fetch(`${server.url}/status`, signIn)).status).toBe(404);
  await server.stop();
});

test('a run is traced over OTLP from its request to its tool calls, also when the server stops', async () => {
  const [collector, upstream] = await Promise.all([OtlpReceiver.start(), ScriptedUpstream.start()]);
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: MODEL,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'traced',
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const caller = 'b7ad6b7169203331';
  const run = await startRun(server.url, 'traced', { traceparent: `00-${traceId}-${caller}-01` });
  const first = await upstream.nextRequest();
  first.callTools({ id: 'call-1', name: 'calculate', input: { expression: '6 * 7' } });
  const second = await upstream.nextRequest();
  second.write('It is 42.');
  second.finish();
  await run.text();
  await expect.poll(() => server.records.length).toBe(1);
  await server.stop();
  await upstream.close();
  collector.close();

  expect(collector.errors).toEqual([]);
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [request] = named('POST /api/chats/:chatId/run');
  const [agent] = named('invoke_agent Runnel');
  const calls = named(`chat ${MODEL}`);
  const [tool] = named('execute_tool calculate');
  expect(request).toMatchObject({ parentSpanId: caller, resource: { 'service.name': 'traced' } });
  expect(agent?.parentSpanId).toBe(request?.spanId);
  expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([agent?.spanId, agent?.spanId]);
  expect(tool?.parentSpanId).toBe(calls[0]?.spanId);
  expect(agent?.attributes).toMatchObject({ 'gen_ai.request.model': MODEL, 'runnel.outcome': 'complete' });
  expect(server.records[0]).toMatchObject({ traceId });
});

test.describe('the status page', () => {
  test('asks for the token, shows the figures and refreshes them', async ({ page, server, upstream }) => {
    await page.goto('/status');
    const field = page.getByLabel('Token');
    await expect(field).toBeFocused();
    await expectNoViolations(page, 'the sign-in');
    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Runnel status' })).toBeVisible();
    expect(new URL(page.url()).search).toBe('');
    await expectNoViolations(page, 'the figures');

    const live = page.getByText('Live runs').locator('..').getByRole('definition').first();
    await expect(live).toHaveText('0');
    const run = await startRun(server.url, 'shown');
    const request = await upstream.nextRequest();
    request.write('Hi.');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))); // as a reader who comes back
    await expect(live).toHaveText('1');
    request.finish();
    await run.text();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(live).toHaveText('0');
    await expect(page.getByRole('img', { name: /runs in the last hour/ })).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(field).toBeVisible();
  });

  test('loads nothing of the chat, and fits a phone', async ({ page }) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto('/status');
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    const own = /^\/status(-page\/|$)|^\/icon\.svg$/;
    expect(loaded.filter((path) => !own.test(path))).toEqual([]);
  });

  test('has a policy that allows nothing but its own two files', async ({ request }) => {
    const policy = (await request.get('/status')).headers()['content-security-policy'];
    expect(policy).toBe(
      "default-src 'none'; img-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; style-src 'self'; base-uri 'none'; form-action 'self'",
    );
  });
});
