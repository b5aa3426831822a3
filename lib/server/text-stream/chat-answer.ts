import 'server-only';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { Outcome, RunEvent, RunMetadata } from '#lib/protocol/run-event.ts';

export type AnsweredCall = {
  toolCallId: string;
  toolName: string;
  /** Undefined while the model is still writing the arguments. */
  input: unknown;
  output?: unknown;
  errorText?: string;
};

/** An answer so far. */
export type ChatAnswer = {
  text: string;
  reasoning: string;
  toolCalls: AnsweredCall[];
  usage: { inputTokens?: number; outputTokens?: number; reasoningTokens?: number };
  /** Undefined until the run has ended. */
  outcome: Outcome | undefined;
  /** Model, durations and token counts of the run. */
  metadata: RunMetadata | undefined;
};

/** An answer that was cut off or never started; `answer` is the part that arrived. */
export class AnswerError extends ChatError {
  readonly answer: ChatAnswer;

  constructor(error: ChatError, answer: ChatAnswer) {
    super(error.code, error.message, { cause: error.cause });
    this.answer = answer;
  }
}

/** Builds an answer from the events of its run. */
export class AnswerCollector {
  readonly #builder = new AnswerBuilder({ id: '', parts: [] });

  add(event: RunEvent): void {
    this.#builder.apply(event);
  }

  get answer(): ChatAnswer {
    const { message } = this.#builder;
    const { metadata } = message;
    const { inputTokens, outputTokens, reasoningTokens } = metadata ?? {};
    const toolCalls: AnsweredCall[] = [];
    let reasoning = '';
    for (const part of message.parts) {
      if (part.type === 'reasoning') reasoning += part.text;
      if (part.type !== 'dynamic-tool') continue;
      const { toolCallId, toolName, input } = part;
      const call: AnsweredCall = { toolCallId, toolName, input };
      if (part.state === 'output-available') call.output = part.output;
      if (part.state === 'output-error') call.errorText = part.errorText;
      toolCalls.push(call);
    }
    return {
      text: getMessageText(message),
      reasoning,
      toolCalls,
      usage: {
        ...(inputTokens === undefined ? {} : { inputTokens }),
        ...(outputTokens === undefined ? {} : { outputTokens }),
        ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
      },
      outcome: metadata?.outcome,
      metadata,
    };
  }
}
