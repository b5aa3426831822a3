import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { Client } from '../http/client.ts';
import { createEventStream } from '../http/event-stream.ts';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import { type PreparedRun, prepareRun, type StartedRun } from '../run/prepared-run.ts';
import { executeRun, toFailedEnd } from '../run/run-execution.ts';
import { ChunkWriter, encodeErrorEvent } from './chunk-writer.ts';
import { CompletionCollector } from './completion-collector.ts';
import { describeError, UnknownModelError } from './completion-error.ts';
import type { CompletionRequest } from './completion-request.ts';
import { CompletionSink } from './completion-sink.ts';
import { CompletionSource } from './completion-source.ts';
import { ParameterError } from './parameter-error.ts';

/** An answer that has started: its run, its first pieces, and the rest. */
type StartedAnswer = { info: StartedRun; first: CompletionPiece[]; sink: CompletionSink };

/**
 * Answers a chat completion request, as a stream or in one object.
 * @throws ChatError for every failure before the first piece of the answer.
 */
export async function answerCompletion(request: CompletionRequest, client: Client): Promise<Response> {
  const run = await prepareCompletion(request, client);
  const sink = new CompletionSink();
  void executeRun(run, sink);
  const answer = { info: run.info, first: (await sink.next()) ?? [], sink };
  return request.stream ? respondWithStream(answer, request, client.signal) : respondWithObject(answer);
}

async function prepareCompletion(
  request: CompletionRequest,
  client: Client,
): Promise<PreparedRun<CompletionPiece[]>> {
  const { model } = request;
  try {
    return await prepareRun({
      model: model ?? undefined,
      ...client,
      record: {},
      createSource: (start) => new CompletionSource(request, start),
    });
  } catch (error) {
    // Beside fields, nothing but an unknown model is `invalid-request` here: the body has been parsed.
    if (error instanceof ParameterError || model == null) throw error;
    if (!(error instanceof ChatError) || error.code !== 'invalid-request') throw error;
    throw new UnknownModelError(
      'model',
      `is not an available model: ${model.slice(0, 80)}. GET /v1/models lists them.`,
    );
  }
}

function respondWithStream(
  { info, first, sink }: StartedAnswer,
  request: CompletionRequest,
  signal: AbortSignal,
): Response {
  const writer = new ChunkWriter({
    id: info.runId,
    createdAt: info.startedAt,
    model: info.model,
    includeUsage: request.stream_options?.include_usage === true,
  });
  let waiting: CompletionPiece[] | undefined = first;
  let failed = false;
  const source = {
    async next() {
      if (failed) return undefined;
      try {
        const pieces = waiting ?? (await sink.next());
        waiting = undefined;
        return pieces && writer.write(pieces);
      } catch (error) {
        failed = true;
        return encodeErrorEvent(describeError(toFailedEnd(error).error));
      }
    },
    leave: () => sink.leave(),
  };
  return createEventStream(source, signal, { 'x-run-id': info.runId });
}

async function respondWithObject({ info, first, sink }: StartedAnswer): Promise<Response> {
  const collector = new CompletionCollector();
  for (let pieces: CompletionPiece[] | undefined = first; pieces; pieces = await sink.next()) {
    collector.add(pieces);
  }
  const answer = collector.toJSON({ id: info.runId, createdAt: info.startedAt, model: info.model });
  return Response.json(answer, { headers: { 'cache-control': 'no-store', 'x-run-id': info.runId } });
}
