import 'server-only';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { createLanguageModelAccess } from '../models/language-model-access.ts';
import type { Model } from '../models/model.ts';

/** One step of a script: send a part, wait, hang forever, or fail. */
export type ScriptStep =
  | LanguageModelV4StreamPart
  | { type: 'wait'; milliseconds: number }
  | { type: 'hang' }
  | { type: 'throw'; error: unknown };

/** How the model responds to one call: with a stream, with an error before the stream, or not at all. */
export type Script = ScriptStep[] | { refusal: unknown } | 'no answer';

export type ScriptedModel = Model & {
  /** The options of each call. */
  readonly calls: LanguageModelV4CallOptions[];
  /** The reasons with which its streams were cancelled. */
  readonly cancelled: unknown[];
};

/** A model that plays one script per call. Its streams ignore the abort signal, so readers must cancel them. */
export function scriptedModel(...scripts: Script[]): ScriptedModel {
  const calls: LanguageModelV4CallOptions[] = [];
  const cancelled: unknown[] = [];
  const language: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('not scripted')),
    async doStream(options) {
      const script = scripts[calls.length];
      calls.push(options);
      if (script === undefined) throw new Error(`no script for call ${calls.length}`);
      if (script === 'no answer') return untilAborted(options.abortSignal);
      if ('refusal' in script) throw script.refusal;
      return { stream: play(script, cancelled) };
    },
  };
  const can = { reasoning: true, tools: true, images: true };
  return {
    info: { id: 'scripted', label: 'Scripted', provider: 'test', can },
    ask: createLanguageModelAccess(() => language),
    calls,
    cancelled,
  };
}

function play(script: ScriptStep[], cancelled: unknown[]): ReadableStream<LanguageModelV4StreamPart> {
  const steps = script.values();
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        for (const step of steps) {
          if (step.type === 'throw') throw step.error;
          if (step.type === 'hang') return new Promise<void>(() => {});
          if (step.type !== 'wait') return controller.enqueue(step);
          await new Promise((resolve) => setTimeout(resolve, step.milliseconds));
        }
        controller.close();
      },
      cancel: (reason) => void cancelled.push(reason),
    },
    { highWaterMark: 0 },
  );
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A complete text part with these deltas. */
export function textParts(id: string, ...deltas: string[]): LanguageModelV4StreamPart[] {
  return [
    { type: 'text-start', id },
    ...deltas.map((delta) => ({ type: 'text-delta' as const, id, delta })),
    { type: 'text-end', id },
  ];
}

/** A tool call whose arguments arrive in one delta. */
export function callTool(toolCallId: string, toolName: string, input: string): LanguageModelV4StreamPart[] {
  return [
    { type: 'tool-input-start', id: toolCallId, toolName },
    { type: 'tool-input-delta', id: toolCallId, delta: input },
    { type: 'tool-input-end', id: toolCallId },
    { type: 'tool-call', toolCallId, toolName, input },
  ];
}

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** @param tokens the reported usage; unknown values are left out. */
export function finish(
  unified: FinishPart['finishReason']['unified'],
  tokens: { input?: number; output?: number; reasoning?: number } = {},
): FinishPart {
  return {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: {
        total: tokens.input,
        noCache: undefined,
        cacheRead: undefined,
        cacheWrite: undefined,
      },
      outputTokens: { total: tokens.output, text: undefined, reasoning: tokens.reasoning },
    },
  };
}
