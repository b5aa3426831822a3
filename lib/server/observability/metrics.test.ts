import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { MODEL, ObservedWorld } from '../../../e2e/fixtures/observed-world.ts';
import { type ParsedFamily, parseMetrics } from '../../../e2e/fixtures/parsed-metrics.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

const TOKEN = 'token-of-the-operator';
const world = await ObservedWorld.start({ USER_KEYS: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: '' });
const { POST } = await import('../../../app/api/chats/[chatId]/run/route.ts');
const { GET } = await import('../../../app/api/metrics/route.ts');

beforeEach(() => world.reset());
afterAll(() => world.stop());

function scrape(headers: Record<string, string>): Promise<Response> {
  return GET(new Request('http://localhost/api/metrics', { headers }), undefined);
}

async function readMetrics(): Promise<Map<string, ParsedFamily>> {
  return parseMetrics(await (await scrape({ authorization: `Bearer ${TOKEN}` })).text());
}

/** The value of the series with these labels among others, or 0. */
function readValue(families: Map<string, ParsedFamily>, name: string, labels: Record<string, string> = {}) {
  const family = [...families.values()].find(({ samples }) => samples.some((sample) => sample.name === name));
  const matches = (family?.samples ?? []).filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  return matches.reduce((sum, { value }) => sum + value, 0);
}

async function ask(body: Record<string, unknown> = {}): Promise<Response> {
  const chatId = newChatId();
  const request = new Request(`http://localhost/api/chats/${chatId}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      ...body,
    }),
  });
  return POST(request, { params: Promise.resolve({ chatId }) });
}

describe('the endpoint', () => {
  test('has all metrics of the contract in the text format of Prometheus, before anything has happened', async () => {
    const response = await scrape({ authorization: `Bearer ${TOKEN}` });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const families = parseMetrics(await response.text());
    expect(families.get('runnel_first_token_seconds')?.type).toBe('histogram');
    expect(families.get('runnel_runs_live')).toMatchObject({ type: 'gauge', samples: [{ value: 0 }] });
    for (const name of ['runs', 'output_tokens', 'upstream_requests', 'store_errors'])
      expect(families.get(`runnel_${name}_total`)?.type, name).toBe('counter');
    expect(Object.keys(families.get('runnel_runs_total')?.samples[0]?.labels ?? {})).toEqual(['outcome']);
    expect(Object.keys(families.get('runnel_upstream_requests_total')?.samples[0]?.labels ?? {})).toEqual([
      'status',
    ]);
  });

  test.each([
    ['none', {}],
    ['another', { authorization: 'Bearer token-of-the-operatoR' }],
    ['the token in another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('refuses with 401 a bearer that is %s', async (_, headers) => {
    const response = await scrape(headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('runnel_');
  });

  test('makes an address wait after five wrong tokens', async () => {
    const from = (token: string) =>
      scrape({ authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' });
    for (let attempt = 0; attempt < 5; attempt++) expect((await from('wrong')).status).toBe(401);
    const refused = await from(TOKEN);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await scrape({ authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });
});

describe('counted is', () => {
  test('a run with its outcome, its tokens and its latencies', async () => {
    const before = await readMetrics();
    const response = await ask();
    const request = await world.upstream.nextRequest();
    request.write('Hello');
    const during = await readMetrics();
    request.finish();
    await response.text();
    const after = await readMetrics();
    expect(readValue(during, 'runnel_runs_live')).toBe(1);
    expect(readValue(after, 'runnel_runs_live')).toBe(0);
    const grown = (name: string, labels?: Record<string, string>) =>
      readValue(after, name, labels) - readValue(before, name, labels);
    expect(grown('runnel_runs_total', { outcome: 'complete' })).toBe(1);
    expect(grown('runnel_runs_total')).toBe(1);
    expect(grown('runnel_output_tokens_total')).toBe(11);
    expect(grown('runnel_input_tokens_total')).toBe(7);
    expect(grown('runnel_first_token_seconds_count')).toBe(1);
    expect(grown('runnel_run_duration_seconds_count')).toBe(1);
    expect(grown('runnel_upstream_requests_total', { status: '200' })).toBe(1);
    expect(grown('runnel_http_responses_total', { route: '/api/chats/:chatId/run', status: '2xx' })).toBe(1);
    const call = { gen_ai_request_model: MODEL, gen_ai_operation_name: 'chat' };
    expect(grown('gen_ai_client_operation_duration_seconds_count', call)).toBe(1);
    expect(grown('gen_ai_server_time_to_first_token_seconds_count', call)).toBe(1);
    expect(grown('gen_ai_client_token_usage_sum', { ...call, gen_ai_token_type: 'output' })).toBe(11);
  });

  test('a failure with its code, its status and its retries', async () => {
    const before = await readMetrics();
    const response = await ask();
    (await world.upstream.nextRequest()).refuse(500, 'broken', { 'retry-after': '0' });
    (await world.upstream.nextRequest()).refuse(403, 'no');
    await response.text();
    const after = await readMetrics();
    const grown = (name: string, labels?: Record<string, string>) =>
      readValue(after, name, labels) - readValue(before, name, labels);
    expect(grown('runnel_runs_total', { outcome: 'failed' })).toBe(1);
    expect(grown('runnel_run_errors_total', { code: 'upstream-error' })).toBe(1);
    expect(grown('runnel_retries_total')).toBe(1);
    expect(grown('runnel_upstream_requests_total', { status: '500' })).toBe(1);
    expect(grown('runnel_upstream_requests_total', { status: '403' })).toBe(1);
    const errors = { error_type: '403', gen_ai_request_model: MODEL };
    expect(grown('gen_ai_client_operation_duration_seconds_count', errors)).toBe(1);
  });

  test('a request that is refused, by its code', async () => {
    const before = readValue(await readMetrics(), 'runnel_refusals_total', { code: 'invalid-request' });
    await ask({ messages: 'none' });
    const after = await readMetrics();
    expect(readValue(after, 'runnel_refusals_total', { code: 'invalid-request' })).toBe(before + 1);
  });
});

test('no label has a value that a caller chooses', async () => {
  const names = ['planted-model', 'planted-chat', 'planted-run'];
  await ask({ model: 'planted-model', runId: 'planted-run' });
  await POST(new Request('http://localhost/api/chats/planted-chat/run', { method: 'POST' }), {
    params: Promise.resolve({ chatId: 'planted-chat' }),
  });
  await GET(new Request('http://localhost/api/planted-chat?planted-run'), undefined);
  const families = await readMetrics();
  const labels = [...families.values()].flatMap(({ samples }) =>
    samples.flatMap((sample) => Object.values(sample.labels)),
  );
  for (const name of names) expect(labels.filter((label) => label.includes(name))).toEqual([]);
});
