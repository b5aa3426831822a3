import { describe, expect, test } from 'vitest';
import { parseMetrics } from '../../../e2e/fixtures/parsed-metrics.ts';
import { Counter, Gauge, Histogram } from './metric-families.ts';
import { toPrometheusText } from './prometheus-text.ts';

test('renders counters, gauges and histograms', () => {
  const runs = new Counter({ name: 'runs_total', help: 'Runs.' }, [{ outcome: 'failed' }]);
  runs.add(2, { outcome: 'complete' });
  const live = new Gauge({ name: 'live', help: 'Live.' });
  live.set(3);
  const wait = new Histogram({ name: 'wait_seconds', help: 'Waits.' }, [0.5, 1]);
  for (const seconds of [0.5, 0.75, 4]) wait.observe(seconds);
  expect(toPrometheusText([runs, live, wait])).toBe(
    [
      '# HELP runs_total Runs.',
      '# TYPE runs_total counter',
      'runs_total{outcome="failed"} 0',
      'runs_total{outcome="complete"} 2',
      '# HELP live Live.',
      '# TYPE live gauge',
      'live 3',
      '# HELP wait_seconds Waits.',
      '# TYPE wait_seconds histogram',
      'wait_seconds_bucket{le="0.5"} 1',
      'wait_seconds_bucket{le="1"} 2',
      'wait_seconds_bucket{le="+Inf"} 3',
      'wait_seconds_sum 5.25',
      'wait_seconds_count 3',
      '',
    ].join('\n'),
  );
});

test('escapes what would end a label or a help', () => {
  const counter = new Counter({ name: 'odd_total', help: 'One\nline, a \\ too.' });
  const label = 'a "quote", a \\ and a\nline';
  counter.add(1, { label });
  const text = toPrometheusText([counter]);
  expect(text).toContain('# HELP odd_total One\\nline, a \\\\ too.\n');
  expect(text).toContain('odd_total{label="a \\"quote\\", a \\\\ and a\\nline"} 1\n');
  expect(() => parseMetrics(text)).not.toThrow();
});

test('counts what exceeds 500 series as other', () => {
  const counter = new Counter({ name: 'many_total', help: 'Many.' });
  for (let index = 0; index < 600; index++) counter.add(1, { id: `id-${index}` });
  const { samples } = parseMetrics(toPrometheusText([counter])).get('many_total')!;
  expect(samples).toHaveLength(501);
  expect(samples.at(-1)).toMatchObject({ labels: { id: 'other' }, value: 100 });
});

describe('the parser of the tests refuses', () => {
  const head = '# HELP a_total A.\n# TYPE a_total counter\n';
  const histogram = '# HELP h_seconds H.\n# TYPE h_seconds histogram\n';
  test.each([
    ['a text without a last line break', `${head}a_total 1`],
    ['a sample without its family', 'a_total 1\n'],
    ['a sample twice', `${head}a_total 1\na_total 1\n`],
    ['a family twice', `${head}a_total 1\n${head}`],
    ['a counter without its suffix', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['a gauge with the suffix of a counter', '# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n'],
    ['a label that is not quoted', `${head}a_total{b=c} 1\n`],
    ['an escape that does not exist', `${head}a_total{b="\\t"} 1\n`],
    ['a value that is no number', `${head}a_total one\n`],
    [
      'buckets that do not rise',
      `${histogram}h_seconds_bucket{le="1"} 2\nh_seconds_bucket{le="+Inf"} 1\nh_seconds_sum 1\nh_seconds_count 1\n`,
    ],
    ['buckets without +Inf', `${histogram}h_seconds_bucket{le="1"} 1\nh_seconds_sum 1\nh_seconds_count 1\n`],
    ['a histogram without its sum', `${histogram}h_seconds_bucket{le="+Inf"} 1\nh_seconds_count 1\n`],
  ])('%s', (_, text) => expect(() => parseMetrics(text)).toThrow());
});
