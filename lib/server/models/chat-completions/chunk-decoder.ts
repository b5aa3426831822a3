import 'server-only';
import type {
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { AnswerDecoder } from './answer-reader.ts';
import {
  assertNotAborted,
  type Choice,
  type Chunk,
  getFirstChoice,
  getReasoning,
  getText,
  parseChunk,
  type Usage,
} from './chunk.ts';
import { ToolCallCollector } from './tool-call-collector.ts';

/**
 * Decodes the chunks of an OpenAI chat completion stream into model parts, one synchronous step per chunk. Accepts what
 * OpenAI-compatible servers send in practice: first chunks without choices, `reasoning` or `reasoning_content`, content as a
 * list, an error object in mid-stream, usage with or after the last choice, no `[DONE]`.
 * @see OpenAI API reference, "The chat completion chunk object"
 */
export class ChunkDecoder implements AnswerDecoder<LanguageModelV4StreamPart> {
  readonly #calls = new ToolCallCollector();
  #open: { type: 'text' | 'reasoning'; id: string } | undefined;
  #parts: LanguageModelV4StreamPart[] = [];
  #blocks = 0;
  #finishReason: string | undefined;
  #refused = false;
  #usage: Usage | undefined;
  #finished = false;
  #isModelNamed = false;

  get complete(): boolean {
    return this.#finishReason !== undefined;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /**
   * Returns the parts in one event's data.
   * @throws ChatError `upstream-error` when it is not JSON, or the upstream's error when it contains one.
   */
  push(data: string): LanguageModelV4StreamPart[] {
    if (data === '[DONE]') return this.complete ? this.end() : [];
    const chunk = parseChunk(data);
    if (chunk.usage) this.#usage = chunk.usage;
    const choice = getFirstChoice(chunk);
    if (choice) this.#readChoice(choice);
    if (!this.#isModelNamed && this.#parts.length > 0) this.#nameModel(chunk);
    return this.#takeParts();
  }

  /**
   * Returns the final parts once the stream has ended.
   * @throws ChatError `truncated` when the model had not finished, `upstream-error` when its server aborted the answer.
   */
  end(): LanguageModelV4StreamPart[] {
    if (this.#finished) return [];
    if (this.#finishReason === undefined) {
      throw new ChatError('truncated', 'The answer was cut off before the model finished.');
    }
    assertNotAborted(this.#finishReason);
    this.#finished = true;
    this.#endOpenPart();
    const finishReason = {
      unified: toFinishReason(this.#finishReason, this.#refused),
      raw: this.#finishReason,
    };
    this.#parts.push(...this.#calls.finish(), { type: 'finish', finishReason, usage: toUsage(this.#usage) });
    return this.#takeParts();
  }

  /** Servers may answer with another model than they were asked for. Its name comes with the first part of the answer. */
  #nameModel({ model }: Chunk): void {
    this.#isModelNamed = true;
    if (typeof model === 'string' && model !== '') {
      this.#parts.unshift({ type: 'response-metadata', modelId: model });
    }
  }

  #readChoice(choice: Choice): void {
    const delta = choice.delta ?? choice.message;
    if (delta) {
      this.#write('reasoning', getReasoning(delta));
      if (Array.isArray(delta.content)) for (const part of delta.content) this.#readContentPart(part);
      else this.#write('text', getText(delta.content));
      const refusal = getText(delta.refusal);
      this.#refused ||= refusal !== '';
      this.#write('text', refusal);
      for (const call of delta.tool_calls ?? []) {
        this.#endOpenPart();
        this.#parts.push(...this.#calls.add(call));
      }
    }
    if (choice.finish_reason) this.#finishReason = choice.finish_reason;
  }

  /** Reads content in parts: `{type:"text",text}`, or Mistral's `{type:"thinking",thinking:[{text}]}`. */
  #readContentPart(part: unknown): void {
    if (typeof part !== 'object' || part === null) return;
    if ('text' in part) this.#write('text', getText(part.text));
    if ('thinking' in part && Array.isArray(part.thinking)) {
      for (const step of part.thinking) this.#write('reasoning', getText(step?.text));
    }
  }

  #write(type: 'text' | 'reasoning', delta: string): void {
    if (delta === '') return;
    if (this.#open?.type !== type) {
      this.#endOpenPart();
      this.#open = { type, id: String(++this.#blocks) };
      this.#parts.push({ type: `${type}-start`, id: this.#open.id });
    }
    this.#parts.push({ type: `${type}-delta`, id: this.#open.id, delta });
  }

  #endOpenPart(): void {
    if (this.#open) this.#parts.push({ type: `${this.#open.type}-end`, id: this.#open.id });
    this.#open = undefined;
  }

  #takeParts(): LanguageModelV4StreamPart[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}

function toFinishReason(reason: string, refused: boolean): LanguageModelV4FinishReason['unified'] {
  switch (reason) {
    case 'stop':
      return refused ? 'content-filter' : 'stop';
    case 'length':
      return 'length';
    case 'content_filter':
      return 'content-filter';
    case 'tool_calls':
    case 'function_call':
      return 'tool-calls';
    default:
      return 'other';
  }
}

function toUsage(usage: Usage | undefined): LanguageModelV4Usage {
  const input = usage?.prompt_tokens ?? undefined;
  const output = usage?.completion_tokens ?? undefined;
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? undefined;
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? undefined;
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined ? undefined : input - (cached ?? 0),
      cacheRead: cached,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: output,
      text: output === undefined ? undefined : output - (reasoning ?? 0),
      reasoning,
    },
  };
}
