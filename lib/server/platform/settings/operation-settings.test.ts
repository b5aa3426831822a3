import { expect, test } from 'vitest';
import { parseEnvironment } from '../environment.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'https://collector.example/otlp/';

test('without its variables, nobody sees the figures and traces go nowhere', () => {
  expect(parseEnvironment({})).toMatchObject({ metricsToken: undefined, otlp: undefined });
  expect(parseEnvironment({ METRICS_TOKEN: ' ', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' })).toMatchObject({
    metricsToken: undefined,
    otlp: undefined,
  });
});

test('reads headers as OpenTelemetry defines them', () => {
  const { otlp } = parseEnvironment({
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20YTpi , x-tenant = a=b,',
    OTEL_SERVICE_NAME: 'chat',
  });
  expect(otlp).toMatchObject({
    url: 'https://collector.example/otlp',
    headers: { authorization: 'Basic YTpi', 'x-tenant': 'a=b' },
    serviceName: 'chat',
  });
});

test('sends the user and password of the address as basic authentication, unless a header replaces them', () => {
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://ann:p%40ss%@127.0.0.1:4318?key=1' };
  expect(parseEnvironment(variables).otlp).toMatchObject({
    url: 'http://127.0.0.1:4318',
    headers: { authorization: `Basic ${btoa('ann:p%40ss%')}` }, // not valid as percent-encoding: taken as it is
  });
  const replaced = parseEnvironment({ ...variables, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t' });
  expect(replaced.otlp?.headers).toEqual({ authorization: 'Bearer t' });
});

test.each([
  ['METRICS_TOKEN', 'abc'],
  ['METRICS_TOKEN', 'two words'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%'],
])('refuses %s=%s with a line that names it', (name, value) => {
  expect(() => parseEnvironment({ [name]: value })).toThrow(new RegExp(`^${name}: must`));
});
