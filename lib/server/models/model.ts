import 'server-only';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ResponsePosition } from '../run-log/resume-position.ts';
import type { CompletionPiece } from './chat-completions/completion-piece.ts';

/** A source of models: the configured upstream, the servers on this machine, or the demo. */
export type ModelSource = {
  /**
   * Lists the available models; empty when the source does not exist. Takes at most five seconds.
   * @throws when the source exists but its list cannot be fetched.
   */
  list(): Promise<ModelInfo[]>;
  /** Returns access to a model from `list`. Opens no connection. */
  model(id: string): ModelAccess;
};

/** A model and the access to it. */
export type Model = { info: ModelInfo } & ModelAccess;

export type ModelAccess = {
  ask: AskModel;
  /** Present when the upstream has a chat completions API, so that such requests are not converted twice. */
  forward?: ForwardCompletion;
  /** Present when an answer goes on without a connection: reads the rest of one that another process has asked for. */
  resume?: ResumeAnswer;
};

/**
 * Called when the headers of a response arrive, and whenever bytes of its body do, including keep-alive comments, which servers
 * send while a model is thinking.
 */
export type OnBytes = () => void;

/** Called when another process could go on with the answer, after the parts that have been read. */
export type OnPosition = (position: ResponsePosition) => void;

/** The options of the AI SDK's language model interface, with callbacks for received bytes and for positions. */
export type AskOptions = LanguageModelV4CallOptions & { onBytes?: OnBytes; onPosition?: OnPosition };

/**
 * Requests one answer from a model.
 * @throws when the upstream rejects the request or is unreachable.
 */
export type AskModel = (options: AskOptions) => Promise<PartReader>;

/** @throws ChatError `restarting` when the answer is gone */
export type ResumeAnswer = (
  position: ResponsePosition,
  options: { abortSignal: AbortSignal; onBytes: OnBytes; onPosition: OnPosition },
) => Promise<PartReader>;

/**
 * Forwards a chat completion request. Only the model's name and the streaming options are replaced.
 * @throws when the upstream rejects the request or is unreachable.
 */
export type ForwardCompletion = (
  request: Record<string, unknown>,
  signal: AbortSignal,
  onBytes?: OnBytes,
) => Promise<AnswerReader<CompletionPiece>>;

/** Reads the parts of an answer as they arrive. */
export type PartReader = AnswerReader<LanguageModelV4StreamPart>;

export type AnswerReader<Part> = {
  /**
   * Returns the parts that arrived since the last call, at least one, or undefined after the last part.
   * @throws when the connection is lost or the model reports an error.
   */
  next(): Promise<Part[] | undefined>;
  /** Stops reading and closes the connection. A waiting `next` settles. */
  cancel(reason?: unknown): Promise<void>;
};

/**
 * Infers a model's capabilities from the name of its family, because model lists do not state them. Unknown families get
 * neither tools nor images, which works with every model.
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
