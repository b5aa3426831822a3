import 'server-only';
import { type OwnKey, readOwnKey } from '../models/own-key/own-key.ts';
import { getRequestSpan } from '../observability/request-observation.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import type { Caller } from './caller.ts';

/** Who sent a request, the API key of their own that it brings, its signal, and its span. */
export type Client = {
  caller: Caller;
  ownKey: OwnKey | undefined;
  signal: AbortSignal;
  parent: SpanContext | undefined;
};

/** @throws ChatError `invalid-request` for a key that the server does not accept */
export function describeClient(request: Request, caller: Caller): Client {
  return {
    caller,
    ownKey: readOwnKey(request),
    signal: request.signal,
    parent: getRequestSpan(request),
  };
}
