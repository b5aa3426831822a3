import 'server-only';
import type { Attributes, SpanKind } from './ended-span.ts';
import { telemetry } from './telemetry.ts';
import { createSpanContext, type SpanContext } from './trace-context.ts';

type SpanStart = {
  name: string;
  kind: SpanKind;
  /** The span that this one belongs to; undefined for the first of a trace. */
  parent: SpanContext | undefined;
  attributes: Attributes;
};

/** What is being done, for OTEL_EXPORTER_OTLP_ENDPOINT. */
export class Span {
  readonly context: SpanContext;
  readonly #start: SpanStart;
  readonly #startedAt = now();
  #attributes: Attributes;
  #hasEnded = false;

  constructor(start: SpanStart) {
    this.#start = start;
    this.#attributes = start.attributes;
    this.context = createSpanContext(start.parent);
  }

  set(attributes: Attributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  /**
   * Ends the span and hands it over for export. Only the first call counts.
   * @param errorType the kind of error, from a small set of names; never an error's message, which may quote a prompt or a key
   */
  end(errorType?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.context.isSampled) return;
    telemetry()?.add({
      ...this.context,
      parentSpanId: this.#start.parent?.spanId,
      name: this.#start.name,
      kind: this.#start.kind,
      startedAt: this.#startedAt,
      endedAt: now(),
      attributes:
        errorType === undefined ? this.#attributes : { ...this.#attributes, 'error.type': errorType },
      hasFailed: errorType !== undefined,
    });
  }
}

/** Starts a span; undefined when traces go nowhere. */
export function startSpan(start: SpanStart): Span | undefined {
  return telemetry() && new Span(start);
}

/** Milliseconds since 1970, on the monotonic clock: no span ends before it starts. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
