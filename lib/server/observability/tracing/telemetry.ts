import 'server-only';
import { type Environment, environment } from '#lib/server/platform/environment.ts';
import { processWide } from '#lib/server/platform/process-wide.ts';
import { redactSecrets } from '#lib/server/platform/redaction.ts';
import type { Family } from '../metric-families.ts';
import { metrics } from '../metrics.ts';
import type { Attributes, EndedSpan } from './ended-span.ts';
import { encodeMetrics, encodeSpans } from './otlp-json.ts';
import { randomHex } from './trace-context.ts';

const MAX_QUEUED = 2_048;
const MAX_BATCH = 512;
const INTERVAL_MS = 5_000;
const MAX_INTERVAL_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** Statuses with which the same request may succeed later: https://opentelemetry.io/docs/specs/otlp/#failures-1 */
const TRANSIENT = [429, 502, 503, 504];
/** Statuses of a server that takes traces only. */
const NO_METRICS = [404, 405, 501];
const MAX_REASON_LENGTH = 300;

type OtlpSettings = NonNullable<Environment['otlp']>;
type Sent = 'sent' | 'later' | 'rejected';

/**
 * Sends spans and metrics to an OpenTelemetry collector, in the background. Never throws, and nobody waits for it: while the collector
 * is slow or gone, at most 2,048 spans wait, and further ones are dropped and counted.
 */
export class Telemetry {
  readonly #settings: OtlpSettings;
  readonly #resource: Attributes;
  readonly #startedAt = Date.now();
  #queue: EndedSpan[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #intervalMs = INTERVAL_MS;
  #sending: Promise<void> | undefined;
  #takesMetrics = true;
  #isFailing = false;

  constructor(settings: OtlpSettings) {
    this.#settings = settings;
    this.#resource = { 'service.name': settings.serviceName, 'service.instance.id': randomHex(16) };
  }

  add(span: EndedSpan): void {
    if (this.#queue.length >= MAX_QUEUED) {
      metrics().spans.add(1, { result: 'dropped' });
      return;
    }
    this.#queue.push(span);
    if (this.#queue.length >= MAX_BATCH && !this.#isFailing) void this.flush();
    else this.#schedule();
  }

  /** Sends what is queued. Takes at most ten seconds for each 512 spans, and never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendSpans().finally(() => {
      this.#sending = undefined;
      if (this.#queue.length > 0) this.#schedule();
    });
    return this.#sending;
  }

  /** Sends the current values of `families`. Never rejects. */
  async sendMetrics(families: readonly Family[]): Promise<void> {
    if (!this.#takesMetrics) return;
    await this.#send('metrics', encodeMetrics(families, this.#resource, this.#startedAt));
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#sending !== undefined) return;
    const timer: unknown = setTimeout(() => void this.flush(), this.#intervalMs);
    this.#timer = timer as ReturnType<typeof setTimeout>;
    // Only Node.js would wait for it at its exit.
    if (typeof timer === 'object') (timer as { unref?(): void }).unref?.();
  }

  async #sendSpans(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_BATCH);
      const sent = await this.#send('traces', encodeSpans(batch, this.#resource));
      if (sent === 'later') {
        this.#intervalMs = Math.min(MAX_INTERVAL_MS, 2 * this.#intervalMs);
        const waiting = [...batch, ...this.#queue];
        this.#queue = waiting.slice(0, MAX_QUEUED);
        metrics().spans.add(waiting.length - this.#queue.length, { result: 'dropped' });
        return;
      }
      this.#intervalMs = INTERVAL_MS;
      metrics().spans.add(batch.length, { result: sent === 'sent' ? 'exported' : 'rejected' });
    }
  }

  async #send(signal: 'traces' | 'metrics', body: string): Promise<Sent> {
    const { url, headers } = this.#settings;
    try {
      const response = await fetch(`${url}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        cache: 'no-store',
        redirect: 'error', // the headers are meant for this server alone
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      void response.body?.cancel().catch(() => undefined);
      if (response.ok) {
        this.#isFailing = false;
        return 'sent';
      }
      if (signal === 'metrics' && NO_METRICS.includes(response.status)) this.#takesMetrics = false;
      else this.#report(signal, `HTTP ${response.status}`);
      return TRANSIENT.includes(response.status) ? 'later' : 'rejected';
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      this.#report(signal, String(cause));
      return 'later';
    }
  }

  /** Logs the first of several failures. */
  #report(signal: string, reason: string): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const redacted = redactSecrets(reason, MAX_REASON_LENGTH);
    console.error(JSON.stringify({ event: 'telemetry-failure', signal, reason: redacted }));
  }
}

/** Where spans go; undefined without OTEL_EXPORTER_OTLP_ENDPOINT. One object serves all code of this process. */
export function telemetry(): Telemetry | undefined {
  const { otlp } = environment();
  return otlp && processWide('telemetry', () => new Telemetry(otlp));
}
