import 'server-only';
import type { RunContext } from '../generation/answer-generation.ts';
import { requestModel } from '../generation/model-request.ts';
import { ReadThrottle } from '../generation/read-throttle.ts';
import { createTruncatedError } from '../generation/upstream-failure.ts';
import type { CompletionFinish, CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { AnswerReader } from '../models/model.ts';
import type { ModelCall } from '../observability/model-call.ts';
import type { RunSource, RunStart } from '../run/prepared-run.ts';
import type { RunEnd } from '../run-log/run-progress.ts';
import type { CompletionRequest } from './completion-request.ts';
import { askForPieces } from './piece-reader.ts';
import { capOutputTokens, checkFields } from './request-caps.ts';

/**
 * Answers a chat completion request in pieces. A model that speaks the chat completions API gets the request as it is; any
 * other is asked through the AI SDK. Reads from the model only as fast as the client reads, and executes no tools: calls
 * are passed to the client.
 */
export class CompletionSource implements RunSource<CompletionPiece[]> {
  readonly #request: CompletionRequest;
  readonly #start: RunStart;

  /** @throws ParameterError for a field that the operator does not let callers set; whoever pays themselves may set any. */
  constructor(request: CompletionRequest, start: RunStart) {
    const { ownKey, provider } = start.model.info;
    if (!ownKey) checkFields(request);
    this.#request = ownKey ? request : capOutputTokens(request, provider);
    this.#start = start;
  }

  get prompt(): CompletionRequest['messages'] {
    return this.#request.messages;
  }

  textOf(pieces: CompletionPiece[]): string {
    return pieces.map((piece) => (piece.type === 'delta' ? (piece.delta.content ?? '') : '')).join('');
  }

  deltasOf(pieces: CompletionPiece[]): string[] {
    return pieces.flatMap((piece) => {
      if (piece.type !== 'delta') return [];
      const { content, reasoning_content, tool_calls } = piece.delta;
      const inputs = (tool_calls ?? []).map((call) => call.function?.arguments);
      return [content, reasoning_content, ...inputs].filter((text) => typeof text === 'string');
    });
  }

  generate(context: RunContext<CompletionPiece[]>): Promise<RunEnd> {
    return requestModel(
      {
        model: this.#start.model.info,
        open: () => this.#open(context),
        read: (reader, call) => this.#read(reader, context, call),
      },
      context,
    );
  }

  #open({ signal, timeouts }: RunContext<CompletionPiece[]>): Promise<AnswerReader<CompletionPiece>> {
    const { model } = this.#start;
    const onBytes = () => timeouts.bytesReceived();
    return (
      model.forward?.(this.#request, signal, onBytes) ??
      askForPieces(model.ask, this.#request, { signal, onBytes })
    );
  }

  async #read(
    reader: AnswerReader<CompletionPiece>,
    { signal, timeouts, progress, emit }: RunContext<CompletionPiece[]>,
    call: ModelCall,
  ): Promise<RunEnd> {
    const throttle = new ReadThrottle();
    for (;;) {
      const pieces = await reader.next();
      signal.throwIfAborted();
      if (pieces === undefined) throw createTruncatedError();
      throttle.count(pieces.length);
      if (call.isWaiting && pieces.some(({ type }) => type === 'delta')) {
        progress.firstTokenMs ??= progress.elapsedMs;
        call.tokenReceived();
      }
      const written = emit(pieces);
      const last = pieces.at(-1);
      if (last?.type === 'finish') {
        if (last.usage) {
          progress.inputTokens = last.usage.prompt_tokens;
          progress.outputTokens = last.usage.completion_tokens;
        }
        call.finished(last.reason, progress);
        return toRunEnd(last.reason);
      }
      timeouts.pause(); // until the client has room for more
      await written;
      await throttle.wait();
      timeouts.partReceived();
    }
  }
}

function toRunEnd(reason: CompletionFinish): RunEnd {
  switch (reason) {
    case 'length':
      return { outcome: 'length', finishReason: 'length' };
    case 'content_filter':
      return { outcome: 'content-filter', finishReason: 'content-filter' };
    case 'tool_calls':
      return { outcome: 'complete', finishReason: 'tool-calls' };
    case 'stop':
      return { outcome: 'complete', finishReason: 'stop' };
  }
}
