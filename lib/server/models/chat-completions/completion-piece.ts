import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';

export type Fields = Record<string, unknown>;

/** Why an answer ended, in the words of the chat completions API. */
export type CompletionFinish = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export type CompletionUsage = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
} & Fields;

/** `choices[].delta.tool_calls[]` as it is documented: first the id and the name, then the arguments in pieces. */
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
 * One step of a chat completion, as it goes out: without id, time and model, which are the same on every chunk. The last
 * one is `finish`. `choice` and `fields` are what else the upstream said, beside the delta and beside the choice.
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

/** Turns the parts of tool calls into pieces, each call with an index of its own. */
export class ToolCallPieces {
  readonly #calls = new Map<string, { index: number; silent: boolean }>();

  /** How many calls have begun. */
  get count(): number {
    return this.#calls.size;
  }

  /** @param extra what else the upstream said of the call; it goes out with the first piece. */
  of(part: ToolPart, extra: Fields = {}): CompletionPiece[] {
    switch (part.type) {
      case 'tool-input-start':
        return [this.#begin(part.id, part.toolName, extra)];
      case 'tool-input-delta':
        return part.delta === '' ? [] : [this.#write(part.id, part.delta, extra)];
      case 'tool-input-end':
        return [];
      case 'tool-call': {
        const begun = this.#calls.get(part.toolCallId);
        if (begun && !begun.silent) return [];
        // A client parses the arguments: a call without any still has an empty object.
        const input = part.input.trim() === '' ? '{}' : part.input;
        const first = begun ? [] : [this.#begin(part.toolCallId, part.toolName, extra)];
        return [...first, this.#write(part.toolCallId, input, begun ? extra : {})];
      }
    }
  }

  #begin(id: string, name: string, extra: Fields): CompletionPiece {
    const index = this.#calls.size;
    this.#calls.set(id, { index, silent: true });
    return toolCall({ index, id, type: 'function', function: { name, arguments: '' }, ...extra });
  }

  #write(id: string, text: string, extra: Fields): CompletionPiece {
    const call = this.#calls.get(id) ?? { index: 0, silent: false };
    call.silent = false;
    return toolCall({ index: call.index, function: { arguments: text }, ...extra });
  }
}

function toolCall(call: CompletionToolCall): CompletionPiece {
  return { type: 'delta', delta: { tool_calls: [call] } };
}
