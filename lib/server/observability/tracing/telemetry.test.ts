import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OtlpReceiver } from '../../../../e2e/fixtures/servers/otlp-receiver.ts';
import { metrics } from '../metrics.ts';
import type { EndedSpan } from './ended-span.ts';
import { Telemetry } from './telemetry.ts';

const MAX_QUEUED = 2_048;

let collector: OtlpReceiver;
let telemetry: Telemetry;
beforeEach(async () => {
  collector = await OtlpReceiver.start();
  telemetry = new Telemetry({
    url: `${collector.url}/otlp`,
    headers: { 'x-api-key': 'of-the-collector' },
    serviceName: 'runnel-test',
    endpoint: collector.url,
  });
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  collector.close();
  vi.restoreAllMocks();
});

const span = (name: string): EndedSpan => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  isSampled: true,
  name,
  kind: 'internal',
  startedAt: 1_795_842_000_000.25,
  endedAt: 1_795_842_000_001.5,
  attributes: { text: 'a', whole: 3, part: 0.5, flag: true, list: ['a', 'b'], absent: undefined },
  hasFailed: false,
});

const addSpans = (count: number, name = 'work') => {
  for (let index = 0; index < count; index++) telemetry.add(span(`${name} ${index}`));
};
const counted = (result: string) =>
  metrics()
    .spans.series()
    .find(({ labels }) => labels.result === result)?.value ?? 0;
const failures = () => vi.mocked(console.error).mock.calls.map(([line]) => JSON.parse(String(line)));

test('sends spans as OTLP defines them, with the headers of the settings', async () => {
  addSpans(1);
  await telemetry.flush();
  expect(collector.errors).toEqual([]);
  expect(collector.requests[0]).toMatchObject({
    path: '/otlp/v1/traces',
    headers: { 'content-type': 'application/json', 'x-api-key': 'of-the-collector' },
  });
  expect(collector.spans).toMatchObject([
    {
      startTimeUnixNano: '1795842000000250000',
      endTimeUnixNano: '1795842000001500000',
      attributes: { text: 'a', whole: 3, part: 0.5, flag: true, list: ['a', 'b'] },
      resource: { 'service.name': 'runnel-test' },
    },
  ]);
});

test('sends metrics as OTLP defines them, under the names of its conventions', async () => {
  metrics().runs.add(1, { outcome: 'complete' });
  metrics().callDuration.observe(2, { gen_ai_operation_name: 'chat', error_type: '' });
  await telemetry.sendMetrics(Object.values(metrics()));
  expect(collector.errors).toEqual([]);
  const find = (name: string) => collector.metrics.find((metric) => metric.name === name);
  expect(find('runnel_runs_total')?.sum?.dataPoints[0]).toMatchObject({
    attributes: { outcome: 'complete' },
  });
  const duration = find('gen_ai.client.operation.duration');
  expect(duration?.unit).toBe('s');
  expect(duration?.histogram?.dataPoints[0]?.attributes).toEqual({ 'gen_ai.operation.name': 'chat' });
  expect(duration?.histogram?.dataPoints[0]?.bucketCounts).toHaveLength(15);
});

test('stops sending metrics to a server that takes traces only', async () => {
  collector.nextStatuses.push(404);
  await telemetry.sendMetrics(Object.values(metrics()));
  await telemetry.sendMetrics(Object.values(metrics()));
  expect(collector.requests).toHaveLength(1);
  expect(failures()).toEqual([]);
});

test('keeps spans while the collector is overloaded, and logs that once', async () => {
  collector.nextStatuses.push(503, 503);
  addSpans(3);
  for (let attempt = 0; attempt < 2; attempt++) await telemetry.flush();
  expect(collector.spans).toEqual([]);
  await telemetry.flush();
  expect(collector.spans.map(({ name }) => name)).toEqual(['work 0', 'work 1', 'work 2']);
  expect(failures()).toEqual([{ event: 'telemetry-failure', signal: 'traces', reason: 'HTTP 503' }]);
});

test('gives spans up that the collector rejects', async () => {
  const before = counted('rejected');
  collector.nextStatuses.push(400);
  addSpans(2);
  await telemetry.flush();
  await telemetry.flush();
  expect(collector.requests).toHaveLength(1);
  expect(counted('rejected')).toBe(before + 2);
});

test('drops and counts what exceeds the queue while the collector does not answer', async () => {
  const before = counted('dropped');
  collector.nextStatuses.push('none');
  addSpans(512); // sent at once
  await vi.waitFor(() => expect(collector.requests).toHaveLength(1));
  addSpans(MAX_QUEUED + 100, 'later');
  expect(counted('dropped')).toBe(before + 100);
  collector.close(); // the request fails, and its spans come before those that wait
  await telemetry.flush();
  expect(counted('dropped')).toBe(before + 612);
  expect(failures()).toMatchObject([{ event: 'telemetry-failure', signal: 'traces' }]);
});

test('follows no redirect with its headers', async () => {
  const other = await OtlpReceiver.start();
  collector.redirectTo = `${other.url}/v1/traces`;
  addSpans(1);
  await telemetry.flush();
  expect(other.requests).toEqual([]);
  other.close();
});

test('batches are no larger than 512 spans', async () => {
  collector.nextStatuses.push(503); // holds back the first, which is sent at once
  addSpans(512);
  await telemetry.flush();
  addSpans(600);
  await telemetry.flush();
  expect(collector.spans).toHaveLength(1_112);
  const sizes = collector.requests.map(
    ({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans.length,
  );
  expect(Math.max(...sizes)).toBe(512);
});
