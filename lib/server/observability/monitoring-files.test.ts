import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { ObservedWorld } from '../../../e2e/fixtures/observed-world.ts';
import { parseMetrics } from '../../../e2e/fixtures/parsed-metrics.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

const TOKEN = 'token-of-the-operator';
const world = await ObservedWorld.start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
const { POST } = await import('../../../app/api/chats/[chatId]/run/route.ts');
const { GET } = await import('../../../app/api/metrics/route.ts');
const { startTelemetry } = await import('../../../instrumentation-telemetry.ts');
startTelemetry();
/** Labels that Prometheus adds, and series of its own. */
const ADDED_LABELS = ['instance', 'job'];
const PROMETHEUS_OWN = new Map([['up', new Set<string>()]]);

/** What a server answers after a run with a tool call. */
const real = await readRealLabels();
afterAll(() => world.stop());

async function readRealLabels(): Promise<Map<string, Set<string>>> {
  const chatId = newChatId();
  const body = { messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] };
  const request = new Request(`http://localhost/api/chats/${chatId}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const response = await POST(request, { params: Promise.resolve({ chatId }) });
  const first = await world.upstream.nextRequest();
  first.callTools({ id: 'call-1', name: 'calculate', input: { expression: '1 + 1' } });
  (await world.upstream.nextRequest()).finish();
  await response.text();
  const scrape = new Request('http://localhost/api/metrics', {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const families = parseMetrics(await (await GET(scrape, undefined)).text());
  const labels = new Map<string, Set<string>>();
  for (const { samples } of families.values())
    for (const sample of samples) {
      const known = labels.get(sample.name) ?? new Set(ADDED_LABELS);
      for (const label of Object.keys(sample.labels)) known.add(label);
      labels.set(sample.name, known);
    }
  return labels;
}

/** The metrics and labels that a PromQL expression names; a label belongs to all metrics of its expression. */
function readExpression(expression: string): { metrics: string[]; labels: string[] } {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const selectors = [...bare.matchAll(/([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\}|\[)/g)];
  const grouping = [...bare.matchAll(/\b(?:by|on|ignoring|without)\s*\(([^)]*)\)/g)].flatMap(
    ([, list = '']) => list.split(',').map((label) => label.trim()),
  );
  // A selector without braces or a range: every other word that is no function, keyword or label.
  const words = bare
    .replace(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|on|ignoring|without)\s*\([^)]*\)/g, ' ')
    .match(/[a-zA-Z_:][\w:]*(?!\s*\(|\w)/g);
  const keywords = new Set(['and', 'or', 'unless', 'group_left', 'group_right', 'bool', 'sum', 'count']);
  const metrics = (words ?? []).filter((word) => !keywords.has(word));
  const matched = selectors.flatMap(([, , matchers = '']) =>
    [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  );
  return { metrics: [...new Set(metrics)], labels: [...new Set([...grouping, ...matched])] };
}

function expectToExist(expression: string, where: string): void {
  const { metrics, labels } = readExpression(expression);
  expect(metrics.length, where).toBeGreaterThan(0);
  for (const metric of metrics) {
    const known = real.get(metric) ?? PROMETHEUS_OWN.get(metric);
    expect(known, `${metric} in ${where}: ${expression}`).toBeDefined();
  }
  const known = new Set([...ADDED_LABELS, ...metrics.flatMap((metric) => [...(real.get(metric) ?? [])])]);
  for (const label of labels) expect(known, `${label} in ${where}: ${expression}`).toContain(label);
}

type Panel = { title: string; type: string; targets?: { expr: string; legendFormat: string }[] };

describe('docs/grafana-dashboard.json', () => {
  const dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8'));
  const panels: Panel[] = dashboard.panels;

  test('has only queries for metrics and labels that a server has', () => {
    const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(queries.length).toBeGreaterThan(25);
    for (const { title, expr } of queries) expectToExist(expr, title);
    for (const { name, expr } of dashboard.annotations.list) expectToExist(expr, name);
    const { definition } = dashboard.templating.list.find(
      ({ name }: { name: string }) => name === 'instance',
    );
    expect(real.has(/label_values\((\w+), instance\)/.exec(definition)?.[1] ?? '')).toBe(true);
  });

  test('names series after labels that its queries have', () => {
    for (const { title, targets = [] } of panels)
      for (const { expr, legendFormat } of targets)
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(readExpression(expr).labels, title).toContain(label);
  });

  test('shows every metric of the contract', () => {
    const text = JSON.stringify(panels);
    for (const name of [
      'runs_total',
      'runs_live',
      'first_token_seconds',
      'output_tokens_total',
      'upstream_requests_total',
      'store_errors_total',
    ])
      expect(text, name).toContain(`runnel_${name}`);
  });
});

test('docs/prometheus-alerts.yml has only expressions for metrics and labels that a server has', () => {
  const rules = readFileSync('docs/prometheus-alerts.yml', 'utf8')
    .split(/^ {6}- alert: /m)
    .slice(1);
  expect(rules.length).toBeGreaterThan(5);
  for (const rule of rules) {
    const [, inline, block] = /^ {8}expr: (?:\|\n((?: {10}.*\n)+)|(.+)\n)/m.exec(rule) ?? [];
    expectToExist(inline ?? block ?? '', rule.split('\n')[0] ?? '');
  }
});

test('the check of the queries notices a name that does not exist', () => {
  expect(() => expectToExist('sum(rate(runnel_run_total[5m]))', 'here')).toThrow();
  expect(() => expectToExist('sum by (code) (rate(runnel_runs_total[5m]))', 'here')).toThrow();
  expect(() => expectToExist('runnel_runs_total{result="ok"}', 'here')).toThrow();
});
