import 'server-only';
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import type { AskOptions, Model } from '../models/model.ts';
import type { ModelCall } from '../observability/model-call.ts';
import type { Span } from '../observability/tracing/span.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import { sleep } from '../platform/sleep.ts';
import type { ResponsePosition } from '../run-log/resume-position.ts';
import { describeError, type RunEnd, type RunProgress } from '../run-log/run-progress.ts';
import type { ApprovalScope } from '../tools/approval.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { type CallContext, runStepCalls } from '../tools/step-calls.ts';
import { describeTool } from '../tools/tool-description.ts';
import { type Caps, getCaps } from './caps.ts';
import { requestModel } from './model-request.ts';
import { receiveParts } from './received-parts.ts';
import { getRetryDelay } from './retry.ts';
import { type AnsweredStep, answerStep, type StepRequest } from './step.ts';
import type { RunTimeouts } from './timeouts.ts';
import { toUpstreamError } from './upstream-failure.ts';

const DEFAULT_MAX_STEPS = 8;

export type GenerateRequest = {
  model: Model;
  prompt: LanguageModelV4Prompt;
  tools: OfferedTool[];
  /** Where a reader can approve calls and the page runs browser tools; absent on endpoints without a page. */
  scope?: ApprovalScope;
  /** Present when the run continues an answer whose tool calls were left to the reader. */
  resume?: Resume;
  settings: RunSettings;
  /** Retries before the first token, over all steps. */
  maxRetries: number;
};

/** Tool calls that an earlier run left to the reader. */
export type Resume = {
  /** Steps that the answer already has; they count towards `maxSteps`. */
  steps: number;
  /** Tokens that the answer already has; they count towards the operator's maximum. */
  outputTokens: number;
  /** Runs the approved calls and returns the prompt with their results; undefined while a call still waits. */
  run(context: CallContext): Promise<LanguageModelV4Prompt | undefined>;
};

/** What a run shares with the code that produces its answer. */
export type RunContext<Output> = {
  /** Aborted by a stop, a timeout, or a sink that takes no more. Closes the upstream connection and stops tools. */
  signal: AbortSignal;
  timeouts: RunTimeouts;
  progress: RunProgress;
  /** The span of the run, if it is traced. */
  span?: Span | undefined;
  /** Passes output on; the promise, if any, resolves when the client has room for more. */
  emit(output: Output): void | Promise<void>;
  /** Records where another process can go on with the response, before what is emitted next. */
  savePosition?: ((position: ResponsePosition) => void) | undefined;
};

/** A step, and the span of the request that has brought it. */
type TracedStep = AnsweredStep & { parent: SpanContext | undefined };

/** The run ends here: a reader has to approve a call, or a browser has to run it. The next run continues. */
const AWAITING_APPROVAL: RunEnd = { outcome: 'awaiting-approval', finishReason: 'tool-calls' };

/**
 * Asks the model, emits each event of its answer, runs the tools it calls, and repeats until it is done. Emits no terminal
 * event; returns how the run ended. Reads the model interface directly in one loop, without streams in between.
 * @throws whatever the model or its connection throws; the reason of the context's signal.
 */
export function generate(request: GenerateRequest, context: RunContext<RunEvent>): Promise<RunEnd> {
  return new Generation(request, context).run();
}

class Generation {
  readonly #request: GenerateRequest;
  readonly #context: RunContext<RunEvent>;
  readonly #callContext: CallContext;
  readonly #options: AskOptions;
  readonly #caps: Caps;

  constructor(request: GenerateRequest, context: RunContext<RunEvent>) {
    const { tools, scope } = request;
    const { signal, span, timeouts } = context;
    this.#request = request;
    this.#context = context;
    this.#caps = getCaps(request.model);
    this.#callContext = {
      tools,
      signal,
      emit: (event) => void context.emit(event),
      parent: span?.context,
      ...(scope ? { scope } : {}),
    };
    this.#options = {
      ...createCallOptions(request, signal),
      onBytes: () => timeouts.bytesReceived(),
      onPosition: (position) => context.savePosition?.(position),
    };
  }

  async run(): Promise<RunEnd> {
    const { resume, settings } = this.#request;
    const { emit, progress, timeouts } = this.#context;
    if (resume !== undefined) {
      timeouts.pause();
      const prompt = await resume.run(this.#callContext);
      if (prompt === undefined) return AWAITING_APPROVAL;
      this.#options.prompt = prompt;
    }
    const maxSteps = Math.min(settings.maxSteps ?? DEFAULT_MAX_STEPS, this.#caps.maxSteps);
    for (let step = 1 + (resume?.steps ?? 0); ; step++) {
      emit({ type: 'start-step' });
      this.#limitOutput();
      const { calls, content, finish, parent } = await this.#answerStepWithRetries();
      addUsage(progress, finish.usage);
      timeouts.pause();
      if (calls.length === 0 || step >= maxSteps || this.#outputTokensLeft < 1) {
        emit({ type: 'finish-step' });
        return toRunEnd(finish, calls);
      }
      const executed = await runStepCalls(calls, { ...this.#callContext, parent });
      emit({ type: 'finish-step' });
      if (executed.waits) return AWAITING_APPROVAL;
      this.#options.prompt = [
        ...this.#options.prompt,
        { role: 'assistant', content },
        { role: 'tool', content: executed.results },
      ];
    }
  }

  get #outputTokensLeft(): number {
    const { resume } = this.#request;
    return (
      this.#caps.maxOutputTokens - (resume?.outputTokens ?? 0) - (this.#context.progress.outputTokens ?? 0)
    );
  }

  /** Lets the next step write what the steps before it have left of the operator's maximum. */
  #limitOutput(): void {
    const { maxOutputTokens = Infinity } = this.#request.settings;
    const most = Math.max(1, Math.min(maxOutputTokens, this.#outputTokensLeft));
    if (most < Infinity) this.#options.maxOutputTokens = most;
  }

  /**
   * Retries failures before the first token of the run, and none after it, because the reader would see text twice. Nothing
   * below retries, so the upstream gets at most 1 + `maxRetries` requests per step.
   */
  async #answerStepWithRetries(): Promise<TracedStep> {
    const { maxRetries, model } = this.#request;
    const { emit, progress, signal, timeouts } = this.#context;
    for (;;) {
      try {
        return await this.#answerStep();
      } catch (cause) {
        signal.throwIfAborted();
        const started = progress.firstTokenMs !== undefined;
        const error = toUpstreamError(cause, { started, ownKey: model.info.ownKey });
        if (started || progress.retries >= maxRetries) throw error;
        const delayMs = getRetryDelay(cause, progress.retries);
        if (delayMs === undefined) throw error;
        progress.retries++;
        timeouts.pause();
        const data = { retry: progress.retries, of: maxRetries, delayMs, error: describeError(error) };
        emit({ type: 'data-retry', data, transient: true });
        await sleep(delayMs, signal);
      }
    }
  }

  #answerStep(): Promise<TracedStep> {
    const { model, tools } = this.#request;
    const { emit } = this.#context;
    return requestModel(
      {
        model: model.info,
        open: () => model.ask(this.#options),
        read: async (reader, call) => {
          const onParts: StepRequest['onParts'] = (parts) => receiveParts(parts, this.#context, call);
          const step = await answerStep({ reader, emit, tools, onParts });
          describeFinish(step, call);
          return { ...step, parent: call.context };
        },
      },
      this.#context,
    );
  }
}

function createCallOptions(
  { prompt, settings, tools }: GenerateRequest,
  signal: AbortSignal,
): LanguageModelV4CallOptions {
  const { temperature, reasoningEffort } = settings;
  return {
    prompt,
    abortSignal: signal,
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoning: reasoningEffort }),
    ...(tools.length === 0 ? {} : { tools: tools.map(describeTool) }),
  };
}

export function toRunEnd({ finishReason }: AnsweredStep['finish'], calls: LanguageModelV4ToolCall[]): RunEnd {
  const reason = finishReason.unified;
  if (reason === 'length' || reason === 'content-filter') return { outcome: reason, finishReason: reason };
  // The limit of steps or tokens was reached although the model still wanted to call tools.
  if (calls.length > 0) return { outcome: 'length', finishReason: 'tool-calls' };
  return { outcome: 'complete', finishReason: reason };
}

/** Describes the response of a model that has finished. */
export function describeFinish({ finish }: AnsweredStep, call: ModelCall): void {
  const { inputTokens, outputTokens } = finish.usage;
  call.finished(finish.finishReason.unified, {
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
  });
}

export function addUsage(progress: RunProgress, usage: LanguageModelV4Usage): void {
  const add = (sum: number | undefined, more: number | undefined) =>
    more === undefined ? sum : (sum ?? 0) + more;
  const inputTokens = add(progress.inputTokens, usage.inputTokens.total);
  const outputTokens = add(progress.outputTokens, usage.outputTokens.total);
  const reasoningTokens = add(progress.reasoningTokens, usage.outputTokens.reasoning);
  const cachedTokens = add(progress.cachedTokens, usage.inputTokens.cacheRead);
  if (inputTokens !== undefined) progress.inputTokens = inputTokens;
  if (outputTokens !== undefined) progress.outputTokens = outputTokens;
  if (reasoningTokens !== undefined) progress.reasoningTokens = reasoningTokens;
  if (cachedTokens !== undefined) progress.cachedTokens = cachedTokens;
  const { inputTokens: asked, outputTokens: written } = usage;
  if (asked.total !== undefined) progress.contextTokens = asked.total + (written.total ?? 0);
}
