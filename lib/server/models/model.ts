import 'server-only';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { CompletionPiece } from './chat-completions/completion-piece.ts';

/** A place that models come from: the upstream of the environment, a server on this machine, the demo. */
export type ModelSource = {
  /**
   * What it offers now; empty when it is not there. Waits five seconds at most.
   * @throws when it is there but its list cannot be read.
   */
  list(): Promise<ModelInfo[]>;
  /** How the model behind an id that `list` gave is asked. Opens nothing yet. */
  model(id: string): ModelAccess;
};

/** A model that can be asked. */
export type Model = { info: ModelInfo } & ModelAccess;

export type ModelAccess = {
  ask: AskModel;
  /** Where the model speaks the chat completions API itself, so that nothing need be translated twice. */
  forward?: ForwardCompletion;
};

/**
 * Called whenever bytes of an answer arrive, also those of keep-alive comments, which a server sends while its model is
 * thinking.
 */
export type OnBytes = () => void;

/** The options of the AI SDK's language model interface, and a callback for bytes that arrive. */
export type AskOptions = LanguageModelV4CallOptions & { onBytes?: OnBytes };

/**
 * Asks a model for one answer.
 * @throws when the model refuses, or cannot be reached.
 */
export type AskModel = (options: AskOptions) => Promise<PartReader>;

/**
 * Passes a chat completion request on, with its own words but for the model's name and the ways of streaming.
 * @throws when the model refuses, or cannot be reached.
 */
export type ForwardCompletion = (
  request: Record<string, unknown>,
  signal: AbortSignal,
  onBytes?: OnBytes,
) => Promise<AnswerReader<CompletionPiece>>;

/** An answer's parts, as they come. */
export type PartReader = AnswerReader<LanguageModelV4StreamPart>;

export type AnswerReader<Part> = {
  /**
   * The parts that came since the last call, at least one; undefined after the last.
   * @throws when the connection breaks off or the model reports an error.
   */
  next(): Promise<Part[] | undefined>;
  /** Ends the reading and closes what is behind it; a `next` that waits is settled. */
  cancel(reason?: unknown): Promise<void>;
};

/**
 * What a model of this name can be expected to do. Lists of models do not tell, so this goes by the families' names:
 * an unknown family is offered neither tools nor images, which every model survives.
 */
export function inferCapabilities(id: string): ModelInfo['can'] {
  const name = id.toLowerCase();
  return {
    reasoning:
      /(^|[/:-])(o[1-9]|gpt-[5-9]|gpt-oss)|deepseek-(r|v3\.[1-9]|v[4-9])|reasoner|reasoning|thinking|qwq|qwen-?[3-9]|magistral|grok-[3-9]|glm-[4-9]|kimi-k|claude-[^3]|gemini-[2-9]/.test(
        name,
      ),
    tools:
      /(^|[/:-])(o[1-9]|gpt-[3-9])|gpt-oss|deepseek|qwen-?[2-9]|qwq|mistral|mixtral|magistral|llama-?[3-9]\.?[1-9]|llama-?[4-9]|claude|gemini|grok|glm|kimi|command-r/.test(
        name,
      ),
    images:
      /gpt-4o|gpt-4\.1|gpt-[5-9]|(^|[/:-])o[3-9]|vision|-vl|vl-|llava|pixtral|gemma-?[3-9]|llama-?[4-9]|claude|gemini|minicpm-v|omni/.test(
        name,
      ),
  };
}
