import 'server-only';
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import type { AskOptions, Model, PartReader } from '../models/model.ts';
import { LinkedAbort } from '../platform/linked-abort.ts';
import { sleep } from '../platform/sleep.ts';
import type { RunEnd, RunProgress } from '../run-log/run-progress.ts';
import type { ApprovalScope } from '../tools/approval.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { type CallContext, runStepCalls } from '../tools/step-calls.ts';
import { describeTool } from '../tools/tool-description.ts';
import { retryDelay } from './retry.ts';

import { answerStep } from './step.ts';
import { type ClockLimits, RunClocks } from './timeouts.ts';
import { upstreamFailure } from './upstream-failure.ts';

const DEFAULT_MAX_STEPS = 8;

export type GenerateRequest = {
  model: Model;
  prompt: LanguageModelV4Prompt;
  tools: OfferedTool[];
  /** Where a reader may approve calls, and the page runs those of the browser; absent where no one can. */
  scope?: ApprovalScope;
  /** Present when the run goes on after calls of an earlier one. */
  resume?: Resume;
  settings: RunSettings;
  clocks: ClockLimits;
  /** How often the model may be asked again, in all, before its first token. */
  maxRetries: number;
  /** Ends the run: closes the upstream's connection and stops running tools. */
  signal: AbortSignal;
  /** Epoch milliseconds; what `firstTokenMs` counts from. */
  startedAt: number;
};

/** Calls that an earlier run left to the reader. */
export type Resume = {
  /** Steps that the answer has had. */
  steps: number;
  /** Runs what was allowed. Gives what the model is told then; undefined when some call still waits. */
  run(context: CallContext): Promise<LanguageModelV4Prompt | undefined>;
};

/**
 * Asks the model, hands each event of its answer to `emit` as it comes, runs the tools it calls and goes on until it is
 * done. Emits no terminal event: what it gives back says how the run ended. Sits directly on the model interface; one
 * loop reads it, with no stream in between.
 * @throws nothing: a failure is an end like others.
 */
export async function generate(
  request: GenerateRequest,
  progress: RunProgress,
  emit: (event: RunEvent) => void,
): Promise<RunEnd> {
  const controller = new LinkedAbort(request.signal);
  let expired: ChatError | undefined;
  const clocks = new RunClocks(request.clocks, (error) => {
    expired = error;
    controller.abort(error);
  });

  try {
    return await runSteps(request, progress, emit, clocks, controller.signal);
  } catch (cause) {
    if (request.signal.aborted) return { outcome: 'stopped' };
    const begun = progress.firstTokenMs !== undefined;
    return { outcome: begun ? 'interrupted' : 'failed', error: expired ?? upstreamFailure(cause, begun) };
  } finally {
    clocks.stop();
    controller.unlink();
  }
}

/** The reader's consent is waited for, or the browser that runs a call: no run does that. */
const AWAITING: RunEnd = { outcome: 'awaiting-approval', finishReason: 'tool-calls' };

async function runSteps(
  request: GenerateRequest,
  progress: RunProgress,
  emit: (event: RunEvent) => void,
  clocks: RunClocks,
  signal: AbortSignal,
): Promise<RunEnd> {
  const { tools, scope, settings, resume } = request;
  const context: CallContext = { tools, signal, emit, ...(scope ? { scope } : {}) };
  const options: AskOptions = { ...callOptions(request, signal), onBytes: () => clocks.alive() };
  if (resume !== undefined) {
    clocks.pause();
    const prompt = await resume.run(context);
    if (prompt === undefined) return AWAITING;
    options.prompt = prompt;
  }
  const maxSteps = settings.maxSteps ?? DEFAULT_MAX_STEPS;
  for (let step = 1 + (resume?.steps ?? 0); ; step++) {
    emit({ type: 'start-step' });
    const onParts = (parts: LanguageModelV4StreamPart[]) => {
      signal.throwIfAborted();
      if (parts.some(isFromModel)) clocks.heard();
      if (progress.firstTokenMs === undefined && parts.some(isToken)) {
        progress.firstTokenMs = Date.now() - request.startedAt;
      }
    };
    const ask = () => {
      clocks.asked();
      return withAnswer(request.model, options, signal, (reader) => answerStep(reader, emit, onParts, tools));
    };
    const { calls, content, finish } = await untilBegun(ask, request, progress, emit, clocks, signal);
    addUsage(progress, finish.usage);
    clocks.pause();
    if (calls.length === 0 || step >= maxSteps) {
      emit({ type: 'finish-step' });
      return endOf(finish, calls);
    }
    const ran = await runStepCalls(calls, context);
    emit({ type: 'finish-step' });
    if (ran.waits) return AWAITING;
    options.prompt = [
      ...options.prompt,
      { role: 'assistant', content },
      { role: 'tool', content: ran.results },
    ];
  }
}

/**
 * Asks again what failed before the first token of the run; after it never, for the words that were read would be said
 * twice. Nothing below asks again by itself, so the upstream sees no more than 1 + `maxRetries` requests for a step.
 */
async function untilBegun<Result>(
  ask: () => Promise<Result>,
  { maxRetries }: GenerateRequest,
  progress: RunProgress,
  emit: (event: RunEvent) => void,
  clocks: RunClocks,
  signal: AbortSignal,
): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      signal.throwIfAborted();
      if (progress.firstTokenMs !== undefined || progress.retries >= maxRetries) throw cause;
      const delayMs = retryDelay(cause, progress.retries);
      if (delayMs === undefined) throw cause;
      progress.retries++;
      clocks.pause();
      const { code, message } = upstreamFailure(cause, false);
      const data = { retry: progress.retries, of: maxRetries, delayMs, error: { code, message } };
      emit({ type: 'data-retry', data, transient: true });
      await sleep(delayMs, signal);
    }
  }
}

function callOptions(
  { prompt, settings, tools }: GenerateRequest,
  signal: AbortSignal,
): LanguageModelV4CallOptions {
  const { temperature, maxOutputTokens, reasoningEffort } = settings;
  return {
    prompt,
    abortSignal: signal,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(reasoningEffort === undefined ? {} : { reasoning: reasoningEffort }),
    ...(tools.length === 0 ? {} : { tools: tools.map(describeTool) }),
  };
}

/** Asks the model, lets `read` read its answer, and closes the model's connection however that ends. */
async function withAnswer<Result>(
  model: Model,
  options: AskOptions,
  signal: AbortSignal,
  read: (reader: PartReader) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const reader = await model.ask(options);
  // A stream that does not watch the signal itself is cancelled by it.
  const cancel = () => reader.cancel(signal.reason).catch(() => undefined); // it failed already; the read says how
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await read(reader);
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancel();
  }
}

/** Whether the model itself sent `part`; its server opens the stream long before the model starts to answer. */
function isFromModel(part: LanguageModelV4StreamPart): boolean {
  return part.type !== 'stream-start' && part.type !== 'response-metadata' && part.type !== 'raw';
}

function isToken(part: LanguageModelV4StreamPart): boolean {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta') return part.delta !== '';
  return part.type === 'tool-input-start' || part.type === 'tool-call';
}

function endOf(
  finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }>,
  calls: LanguageModelV4ToolCall[],
): RunEnd {
  const finishReason = finish.finishReason.unified;
  if (finishReason === 'length' || finishReason === 'content-filter')
    return { outcome: finishReason, finishReason };
  // The model still wanted to call tools when its steps were used up.
  if (calls.length > 0) return { outcome: 'length', finishReason: 'tool-calls' };
  return { outcome: 'complete', finishReason };
}

function addUsage(progress: RunProgress, usage: LanguageModelV4Usage): void {
  const add = (sum: number | undefined, more: number | undefined) =>
    more === undefined ? sum : (sum ?? 0) + more;
  const inputTokens = add(progress.inputTokens, usage.inputTokens.total);
  const outputTokens = add(progress.outputTokens, usage.outputTokens.total);
  const reasoningTokens = add(progress.reasoningTokens, usage.outputTokens.reasoning);
  if (inputTokens !== undefined) progress.inputTokens = inputTokens;
  if (outputTokens !== undefined) progress.outputTokens = outputTokens;
  if (reasoningTokens !== undefined) progress.reasoningTokens = reasoningTokens;
}
