import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { createTruncatedError } from '../generation/upstream-failure.ts';
import {
  type CompletionFinish,
  type CompletionPiece,
  type CompletionUsage,
  ToolCallPieces,
} from '../models/chat-completions/completion-piece.ts';
import type { AnswerReader, AskModel, OnBytes } from '../models/model.ts';
import { toCallOptions } from './completion-options.ts';
import type { CompletionRequest } from './completion-request.ts';

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/**
 * Asks a model that does not speak the chat completions API and translates its parts into pieces of that API.
 * @throws ParameterError for a field that this model does not support; whatever the model throws.
 */
export async function askForPieces(
  ask: AskModel,
  request: CompletionRequest,
  { signal, onBytes }: { signal: AbortSignal; onBytes: OnBytes },
): Promise<AnswerReader<CompletionPiece>> {
  const reader = await ask({ ...toCallOptions(request, signal), onBytes });
  const converter = new PartConverter();
  let finished = false;
  return {
    async next() {
      while (!finished) {
        const parts = await reader.next();
        if (parts === undefined) throw createTruncatedError();
        const pieces = parts.flatMap((part) => converter.convert(part));
        finished = pieces.at(-1)?.type === 'finish';
        if (pieces.length > 0) return pieces;
      }
      return undefined;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

/** Translates the parts of a model into pieces of a chat completion, synchronously. */
export class PartConverter {
  readonly #calls = new ToolCallPieces();

  /** @throws the error that the model reports; ChatError `truncated` when it was interrupted. */
  convert(part: LanguageModelV4StreamPart): CompletionPiece[] {
    switch (part.type) {
      case 'text-delta':
        return part.delta === '' ? [] : [{ type: 'delta', delta: { content: part.delta } }];
      case 'reasoning-delta':
        return part.delta === '' ? [] : [{ type: 'delta', delta: { reasoning_content: part.delta } }];
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'tool-call':
        return this.#calls.convert(part);
      case 'error':
        throw part.error;
      case 'finish':
        return [{ type: 'finish', reason: this.#reason(part), usage: toUsage(part) }];
      default:
        return [];
    }
  }

  #reason({ finishReason }: FinishPart): CompletionFinish {
    switch (finishReason.unified) {
      case 'length':
        return 'length';
      case 'content-filter':
        return 'content_filter';
      case 'interrupted':
        throw createTruncatedError();
      case 'error':
        throw new ChatError('upstream-error', 'The model stopped with an error.');
      case 'tool-calls':
        return 'tool_calls';
      default:
        return this.#calls.count > 0 ? 'tool_calls' : 'stop';
    }
  }
}

function toUsage({ usage: { inputTokens, outputTokens } }: FinishPart): CompletionUsage | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined;
  const prompt = inputTokens.total ?? 0;
  const completion = outputTokens.total ?? 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(inputTokens.cacheRead === undefined
      ? {}
      : { prompt_tokens_details: { cached_tokens: inputTokens.cacheRead } }),
    ...(outputTokens.reasoning === undefined
      ? {}
      : { completion_tokens_details: { reasoning_tokens: outputTokens.reasoning } }),
  };
}
