import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { metrics } from './metrics.ts';
import { findRoute, type Route } from './routes.ts';
import { type Span, startSpan } from './tracing/span.ts';
import { parseTraceparent, type SpanContext } from './tracing/trace-context.ts';

/** Pages and figures for the operator: to trace them would say nothing about the server. */
const UNTRACED: readonly Route[] = ['/api/metrics', '/status'];

const spans = new WeakMap<Request, Span>();

/** Returns the span of a request, for what it starts. */
export function getRequestSpan(request: Request): SpanContext | undefined {
  return spans.get(request)?.context;
}

/** One request to this server, as it is traced and counted: from its arrival to the headers of its response. */
export class RequestObservation {
  readonly #route: Route;
  readonly #span: Span | undefined;
  #errorCode: string | undefined;

  constructor(request: Request) {
    const { method, headers } = request;
    this.#route = findRoute(request.url);
    if (method === 'OPTIONS' || UNTRACED.includes(this.#route)) return;
    this.#span = startSpan({
      name: `${method} ${this.#route}`,
      kind: 'server',
      parent: parseTraceparent(headers.get('traceparent')),
      attributes: { 'http.request.method': method, 'http.route': this.#route },
    });
    if (this.#span) spans.set(request, this.#span);
  }

  refused({ code }: ChatError): void {
    this.#errorCode = code;
    metrics().refusals.add(1, { code });
  }

  /** Refusals are no errors of the server, as OpenTelemetry's conventions for HTTP have it. */
  end({ status }: Response): void {
    metrics().responses.add(1, { route: this.#route, status: `${Math.floor(status / 100)}xx` });
    this.#span?.set({ 'http.response.status_code': status, 'runnel.error.code': this.#errorCode });
    this.#span?.end(status >= 500 ? (this.#errorCode ?? String(status)) : undefined);
  }
}
