import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { eventStream } from '../http/event-stream.ts';
import { findModel } from '../models/catalogue.ts';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { Model } from '../models/model.ts';
import { ChunkWriter, encodeErrorEvent } from './chunk-writer.ts';
import { CompletionCollector } from './completion-collector.ts';
import { describeError, UnknownModelError } from './completion-error.ts';
import type { CompletionRequest } from './completion-request.ts';
import { CompletionRun } from './completion-run.ts';

/**
 * Answers a chat completion request, streaming or whole.
 * @param signal the HTTP request's.
 * @throws ChatError for everything that goes wrong before there is a word to send.
 */
export async function answerCompletion(request: CompletionRequest, signal: AbortSignal): Promise<Response> {
  const model = await findCompletionModel(request.model ?? undefined);
  const { run, first } = await CompletionRun.start(model, request, signal);
  return request.stream ? stream(run, first, request, signal) : whole(run, first);
}

async function findCompletionModel(id: string | undefined): Promise<Model> {
  try {
    return await findModel(id);
  } catch (error) {
    if (id === undefined || !(error instanceof ChatError) || error.code !== 'invalid-request') throw error;
    throw new UnknownModelError(
      'model',
      `does not name a model that is offered here: ${id.slice(0, 80)}. GET /v1/models lists them.`,
    );
  }
}

function stream(
  run: CompletionRun,
  first: CompletionPiece[],
  request: CompletionRequest,
  signal: AbortSignal,
): Response {
  const writer = new ChunkWriter({
    id: run.id,
    createdAt: run.startedAt,
    model: run.model,
    includeUsage: request.stream_options?.include_usage === true,
  });
  let waiting: CompletionPiece[] | undefined = first;
  let cut = false;
  const source = {
    async next() {
      if (cut) return undefined;
      try {
        const pieces = waiting ?? (await run.next());
        waiting = undefined;
        return pieces && writer.write(pieces);
      } catch (error) {
        cut = true;
        return encodeErrorEvent(describeError(asChatError(error)));
      }
    },
    leave: () => run.stop(),
  };
  return eventStream(source, signal, { 'x-run-id': run.id });
}

async function whole(run: CompletionRun, first: CompletionPiece[]): Promise<Response> {
  const collector = new CompletionCollector();
  for (let pieces: CompletionPiece[] | undefined = first; pieces; pieces = await run.next()) {
    collector.add(pieces);
  }
  const answer = collector.toJSON({ id: run.id, createdAt: run.startedAt, model: run.model });
  return Response.json(answer, { headers: { 'cache-control': 'no-store', 'x-run-id': run.id } });
}

function asChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('internal-error', 'Something went wrong on the server.', { cause: error });
}
