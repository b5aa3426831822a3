import 'server-only';
import type { Family, Series } from '../metric-families.ts';
import type { Attributes, AttributeValue, EndedSpan, SpanKind } from './ended-span.ts';

// The JSON encoding of OTLP 1: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

const SCOPE = { name: 'runnel' };
/** `SpanKind` of trace.proto. */
const KINDS: Record<SpanKind, number> = { internal: 1, server: 2, client: 3 };
/** `STATUS_CODE_ERROR` of trace.proto. */
const STATUS_ERROR = 2;
/** `AGGREGATION_TEMPORALITY_CUMULATIVE` of metrics.proto. */
const CUMULATIVE = 2;

/** Encodes an `ExportTraceServiceRequest`. */
export function encodeSpans(spans: readonly EndedSpan[], resource: Attributes): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: encodeAttributes(resource) },
        scopeSpans: [{ scope: SCOPE, spans: spans.map(encodeSpan) }],
      },
    ],
  });
}

/**
 * Encodes an `ExportMetricsServiceRequest`.
 * @param startedAt when counting began, in milliseconds since 1970
 */
export function encodeMetrics(families: readonly Family[], resource: Attributes, startedAt: number): string {
  const times = { startTimeUnixNano: toNanoseconds(startedAt), timeUnixNano: toNanoseconds(Date.now()) };
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: encodeAttributes(resource) },
        scopeMetrics: [{ scope: SCOPE, metrics: families.map((family) => encodeFamily(family, times)) }],
      },
    ],
  });
}

function encodeSpan(span: EndedSpan) {
  const { traceId, spanId, parentSpanId, name, kind, startedAt, endedAt, attributes, hasFailed } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: toNanoseconds(startedAt),
    endTimeUnixNano: toNanoseconds(endedAt),
    attributes: encodeAttributes(attributes),
    ...(hasFailed ? { status: { code: STATUS_ERROR } } : {}),
  };
}

type Times = { startTimeUnixNano: string; timeUnixNano: string };

function encodeFamily(family: Family, times: Times) {
  const { name, help, otel } = family.description;
  const head = { name: otel?.name ?? name, description: help, unit: otel?.unit ?? '' };
  if (family.type === 'histogram') {
    const dataPoints = family.series().map(({ labels, value: { counts, sum } }) => ({
      ...times,
      attributes: encodeLabels(labels),
      count: String(counts.reduce((total, count) => total + count, 0)),
      sum,
      bucketCounts: counts.map(String),
      explicitBounds: family.bounds,
    }));
    return { ...head, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  }
  const dataPoints = family.series().map(({ labels, value }) => ({
    ...times,
    attributes: encodeLabels(labels),
    asDouble: value,
  }));
  if (family.type === 'gauge') return { ...head, gauge: { dataPoints } };
  return { ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

/** In Prometheus, the dots of OpenTelemetry's names are underscores, and an empty label is none. */
function encodeLabels(labels: Series<unknown>['labels']) {
  const names = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [OTEL_LABELS.get(name) ?? name, value]);
  return encodeAttributes(Object.fromEntries(names));
}

const OTEL_LABELS = new Map(
  [
    'gen_ai.operation.name',
    'gen_ai.provider.name',
    'gen_ai.request.model',
    'gen_ai.token.type',
    'error.type',
  ].map((name) => [name.replaceAll('.', '_'), name]),
);

function encodeAttributes(attributes: Attributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: encodeValue(value) }],
  );
}

function encodeValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map(encodeValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A number has no room for nanoseconds since 1970. */
function toNanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
}
