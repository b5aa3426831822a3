import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { AnswerReader } from '../models/model.ts';
import { type CalledModel, ModelCall } from '../observability/model-call.ts';
import type { Span } from '../observability/tracing/span.ts';
import type { RunProgress } from '../run-log/run-progress.ts';
import { withModelConnection } from './model-connection.ts';
import type { RunTimeouts } from './timeouts.ts';
import { getErrorStatus, toUpstreamError } from './upstream-failure.ts';

type RequestContext = {
  progress: RunProgress;
  signal: AbortSignal;
  timeouts: RunTimeouts;
  span?: Span | undefined;
};

export type ModelRequest<Part, Result> = {
  model: CalledModel;
  open(): Promise<AnswerReader<Part>>;
  read(reader: AnswerReader<Part>, call: ModelCall): Promise<Result>;
};

/**
 * Sends one request to a model and reads its response: the only place where a run does that, and where it is counted and traced.
 * @throws as `withModelConnection` does
 */
export async function requestModel<Part, Result>(
  { model, open, read }: ModelRequest<Part, Result>,
  { progress, signal, timeouts, span }: RequestContext,
): Promise<Result> {
  progress.requests++;
  timeouts.requestSent();
  const call = new ModelCall(model, span?.context);
  let errorType: string | undefined;
  try {
    return await withModelConnection(open, (reader) => read(reader, call), signal);
  } catch (cause) {
    errorType = findErrorType(cause, signal, !call.isWaiting);
    throw cause;
  } finally {
    call.end(errorType);
  }
}

/** An HTTP status or an error code; undefined when the run was stopped. */
function findErrorType(cause: unknown, signal: AbortSignal, started: boolean): string | undefined {
  if (signal.aborted) return signal.reason instanceof ChatError ? signal.reason.code : undefined;
  const status = getErrorStatus(cause);
  return status === undefined ? toUpstreamError(cause, { started }).code : String(status);
}
