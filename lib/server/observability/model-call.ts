import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import { Stopwatch } from '../platform/stopwatch.ts';
import type { Labels } from './metric-families.ts';
import { metrics } from './metrics.ts';
import { type Span, startSpan } from './tracing/span.ts';
import type { SpanContext } from './tracing/trace-context.ts';

export type CalledModel = Pick<ModelInfo, 'id' | 'ownKey'> & Partial<Pick<ModelInfo, 'provider'>>;

export type CallUsage = { inputTokens?: number | undefined; outputTokens?: number | undefined };

/** Models beyond the first are counted as `other`: a server may offer thousands. */
const MAX_MODELS = 50;
const OTHER = 'other';

/** The models that have labels of their own. */
const labelled = new Set<string>();

/** One request to a model and its response, as it is traced and counted. */
export class ModelCall {
  readonly #span: Span | undefined;
  readonly #labels: Labels;
  readonly #stopwatch = new Stopwatch();
  #usage: CallUsage = {};
  #hasToken = false;

  constructor(model: CalledModel, parent: SpanContext | undefined) {
    const { id, provider } = model;
    this.#labels = { gen_ai_operation_name: 'chat', gen_ai_request_model: labelOf(model) };
    this.#span = startSpan({
      name: `chat ${id}`,
      kind: 'client',
      parent,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': provider,
        'gen_ai.request.model': id,
        'gen_ai.request.stream': true,
      },
    });
  }

  /** The span of the call, for those of the tools that it asks for. */
  get context(): SpanContext | undefined {
    return this.#span?.context;
  }

  /** Whether the model has sent no text, reasoning or tool call yet. */
  get isWaiting(): boolean {
    return !this.#hasToken;
  }

  /** The model has sent its first text, reasoning or tool call. */
  tokenReceived(): void {
    this.#hasToken = true;
    const { elapsedMs } = this.#stopwatch;
    metrics().callFirstToken.observe(elapsedMs / 1_000, this.#labels);
    this.#span?.set({ 'runnel.time_to_first_token_ms': elapsedMs });
  }

  /** The response names the model that has written it. */
  modelReceived(id: string): void {
    this.#span?.set({ 'gen_ai.response.model': id });
  }

  finished(finishReason: string, usage: CallUsage): void {
    this.#usage = usage;
    this.#span?.set({
      'gen_ai.response.finish_reasons': [finishReason],
      'gen_ai.usage.input_tokens': usage.inputTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
    });
  }

  /** @param errorType undefined when the model has finished, or the run was stopped */
  end(errorType?: string): void {
    const { callDuration, tokenUsage } = metrics();
    const labels = this.#labels;
    callDuration.observe(this.#stopwatch.elapsedMs / 1_000, { ...labels, error_type: errorType ?? '' });
    const { inputTokens, outputTokens } = this.#usage;
    if (inputTokens !== undefined) tokenUsage.observe(inputTokens, { ...labels, gen_ai_token_type: 'input' });
    if (outputTokens !== undefined)
      tokenUsage.observe(outputTokens, { ...labels, gen_ai_token_type: 'output' });
    this.#span?.end(errorType);
  }
}

/** Readers name the models of their own keys as they like. */
function labelOf({ id, ownKey }: CalledModel): string {
  if (ownKey) return OTHER;
  if (labelled.size < MAX_MODELS) labelled.add(id);
  return labelled.has(id) ? id : OTHER;
}
