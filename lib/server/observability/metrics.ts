import 'server-only';
import { ERROR_STATUS } from '#lib/protocol/error-code.ts';
import type { Outcome } from '#lib/protocol/run-event.ts';
import { processWide } from '../platform/process-wide.ts';
import { Counter, Gauge, Histogram } from './metric-families.ts';
import { ROUTES, STATUS_CLASSES } from './routes.ts';

export const OUTCOMES = [
  'complete',
  'stopped',
  'length',
  'content-filter',
  'awaiting-approval',
  'interrupted',
  'failed',
] as const satisfies Outcome[];

/** Seconds. A local model may take minutes to read a long prompt. */
export const FIRST_TOKEN_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300];
export const DURATION_BOUNDS = [0.5, 1, 2, 5, 10, 20, 40, 80, 160, 300, 600, 1_800, 3_600];
const SPEED_BOUNDS = [5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 1_000];
const STOP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const TOOL_BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The bounds that OpenTelemetry's conventions for generative AI recommend. */
const OTEL_DURATION_BOUNDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const OTEL_TOKEN_BOUNDS = Array.from({ length: 14 }, (_, power) => 4 ** power);
const OTEL_FIRST_TOKEN_BOUNDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

export type Metrics = ReturnType<typeof createMetrics>;

let shared: Metrics | undefined;

/** Returns what this process counts. All its routes share one object. */
export function metrics(): Metrics {
  shared ??= processWide('metrics', createMetrics);
  return shared;
}

function createMetrics() {
  return { ...createRunMetrics(), ...createUpstreamMetrics(), ...createServerMetrics() };
}

function createRunMetrics() {
  return {
    runs: new Counter(
      { name: 'runnel_runs_total', help: 'Runs that have ended, by outcome.' },
      OUTCOMES.map((outcome) => ({ outcome })),
    ),
    runErrors: new Counter(
      { name: 'runnel_run_errors_total', help: 'Runs that have ended with an error, by its code.' },
      Object.keys(ERROR_STATUS).map((code) => ({ code })),
    ),
    runsLive: new Gauge({ name: 'runnel_runs_live', help: 'Runs that are live in this process.' }),
    firstToken: new Histogram(
      {
        name: 'runnel_first_token_seconds',
        help: 'Seconds from the start of a run to its first text, reasoning or tool call.',
      },
      FIRST_TOKEN_BOUNDS,
      [{}],
    ),
    runDuration: new Histogram(
      { name: 'runnel_run_duration_seconds', help: 'Seconds from the start of a run to its end.' },
      DURATION_BOUNDS,
      [{}],
    ),
    speed: new Histogram(
      {
        name: 'runnel_run_tokens_per_second',
        help: 'Output tokens per second of a run, after its first token.',
      },
      SPEED_BOUNDS,
      [{}],
    ),
    stop: new Histogram(
      {
        name: 'runnel_stop_seconds',
        help: "Seconds from the stop of a run until the upstream's connection was closed.",
      },
      STOP_BOUNDS,
      [{}],
    ),
    inputTokens: new Counter(
      { name: 'runnel_input_tokens_total', help: 'Input tokens that upstreams have reported.' },
      [{}],
    ),
    cachedTokens: new Counter(
      {
        name: 'runnel_cached_tokens_total',
        help: 'Those of the input tokens that upstreams have read from their cache.',
      },
      [{}],
    ),
    outputTokens: new Counter(
      { name: 'runnel_output_tokens_total', help: 'Output tokens that upstreams have reported.' },
      [{}],
    ),
    reasoningTokens: new Counter(
      { name: 'runnel_reasoning_tokens_total', help: 'Those of the output tokens that were reasoning.' },
      [{}],
    ),
  };
}

function createUpstreamMetrics() {
  return {
    upstreamRequests: new Counter(
      {
        name: 'runnel_upstream_requests_total',
        help: 'Requests for answers, by the HTTP status of the response; `none` without a response, `aborted` when the run ended before it.',
      },
      ['200', '429', '500', 'none', 'aborted'].map((status) => ({ status })),
    ),
    retries: new Counter(
      { name: 'runnel_retries_total', help: 'Requests that were repeated because the first ones failed.' },
      [{}],
    ),
    toolCalls: new Histogram(
      {
        name: 'runnel_tool_call_seconds',
        help: 'Seconds that tool calls on this server took, by result.',
      },
      TOOL_BOUNDS,
      ['ok', 'error', 'aborted'].map((result) => ({ result })),
    ),
    callDuration: new Histogram(
      {
        name: 'gen_ai_client_operation_duration_seconds',
        help: "Seconds from a request to a model to the end of its response. Models of readers' own keys are `other`.",
        otel: { name: 'gen_ai.client.operation.duration', unit: 's' },
      },
      OTEL_DURATION_BOUNDS,
    ),
    tokenUsage: new Histogram(
      {
        name: 'gen_ai_client_token_usage',
        help: 'Input and output tokens of a request to a model.',
        otel: { name: 'gen_ai.client.token.usage', unit: '{token}' },
      },
      OTEL_TOKEN_BOUNDS,
    ),
    callFirstToken: new Histogram(
      {
        name: 'gen_ai_server_time_to_first_token_seconds',
        help: 'Seconds from a request to a model to its first token.',
        otel: { name: 'gen_ai.server.time_to_first_token', unit: 's' },
      },
      OTEL_FIRST_TOKEN_BOUNDS,
    ),
  };
}

function createServerMetrics() {
  return {
    responses: new Counter(
      {
        name: 'runnel_http_responses_total',
        help: 'Responses of the HTTP API, by route and class of status. Streams count when they begin.',
      },
      ROUTES.flatMap((route) => STATUS_CLASSES.map((status) => ({ route, status }))),
    ),
    refusals: new Counter(
      { name: 'runnel_refusals_total', help: 'Requests that were answered with an error, by its code.' },
      Object.keys(ERROR_STATUS).map((code) => ({ code })),
    ),
    storeErrors: new Counter(
      {
        name: 'runnel_store_errors_total',
        help: 'Reads and writes of the store that failed. Writes are repeated, and answers stay in memory meanwhile.',
      },
      [{}],
    ),
    storeUp: new Gauge({
      name: 'runnel_store_up',
      help: 'Whether the store of the run logs works: 1, or 0 with something wrong.',
    }),
    spans: new Counter(
      {
        name: 'runnel_trace_spans_total',
        help: 'Spans for OTEL_EXPORTER_OTLP_ENDPOINT: `exported`, `rejected` by it, or `dropped` because the queue was full.',
      },
      ['exported', 'rejected', 'dropped'].map((result) => ({ result })),
    ),
    info: new Gauge({ name: 'runnel_build_info', help: 'The version of Runnel; always 1.' }),
    startTime: new Gauge({
      name: 'process_start_time_seconds',
      help: 'When this process was started, in seconds since 1970.',
    }),
    cpu: new Gauge(
      { name: 'process_cpu_seconds_total', help: 'Processor time that this process has used, in seconds.' },
      'counter',
    ),
    memory: new Gauge({ name: 'process_resident_memory_bytes', help: 'Memory of this process, in bytes.' }),
  };
}
