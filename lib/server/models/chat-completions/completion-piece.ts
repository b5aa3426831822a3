import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';

export type Fields = Record<string, unknown>;

/** A finish reason of the chat completions API. */
export type CompletionFinish = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export type CompletionUsage = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
} & Fields;

/** `choices[].delta.tool_calls[]` as documented: first the id and the name, then the arguments in pieces. */
export type CompletionToolCall = {
  index: number;
  id?: string;
  type?: 'function';
  function?: { name?: string; arguments: string };
} & Fields;

export type CompletionDelta = {
  content?: string;
  reasoning_content?: string;
  refusal?: string;
  tool_calls?: [CompletionToolCall];
} & Fields;

/**
 * One piece of a chat completion without id, time and model, which are the same in every chunk. The last piece is `finish`.
 * `choice` and `fields` are extra fields from the upstream, for the choice and for the chunk.
 */
export type CompletionPiece =
  | { type: 'delta'; delta: CompletionDelta; choice?: Fields; fields?: Fields }
  | {
      type: 'finish';
      reason: CompletionFinish;
      usage?: CompletionUsage | undefined;
      choice?: Fields;
      fields?: Fields;
    };

type ToolPart = Extract<
  LanguageModelV4StreamPart,
  { type: 'tool-input-start' | 'tool-input-delta' | 'tool-input-end' | 'tool-call' }
>;

/** Converts the parts of tool calls to pieces, and gives each call its own index. */
export class ToolCallPieces {
  readonly #calls = new Map<string, { index: number; hasArguments: boolean }>();

  /** The number of calls that have started. */
  get count(): number {
    return this.#calls.size;
  }

  /** @param extra extra fields from the upstream, which are added to the first piece. */
  convert(part: ToolPart, extra: Fields = {}): CompletionPiece[] {
    switch (part.type) {
      case 'tool-input-start':
        return [this.#start(part.id, part.toolName, extra)];
      case 'tool-input-delta':
        return part.delta === '' ? [] : [this.#write(part.id, part.delta, extra)];
      case 'tool-input-end':
        return [];
      case 'tool-call': {
        const started = this.#calls.get(part.toolCallId);
        if (started?.hasArguments) return [];
        // Clients parse the arguments, so a call without any has an empty object.
        const input = part.input.trim() === '' ? '{}' : part.input;
        const first = started ? [] : [this.#start(part.toolCallId, part.toolName, extra)];
        return [...first, this.#write(part.toolCallId, input, started ? extra : {})];
      }
    }
  }

  #start(id: string, name: string, extra: Fields): CompletionPiece {
    const index = this.#calls.size;
    this.#calls.set(id, { index, hasArguments: false });
    return createToolCallPiece({ index, id, type: 'function', function: { name, arguments: '' }, ...extra });
  }

  #write(id: string, text: string, extra: Fields): CompletionPiece {
    const call = this.#calls.get(id) ?? { index: 0, hasArguments: true };
    call.hasArguments = true;
    return createToolCallPiece({ index: call.index, function: { arguments: text }, ...extra });
  }
}

function createToolCallPiece(call: CompletionToolCall): CompletionPiece {
  return { type: 'delta', delta: { tool_calls: [call] } };
}
