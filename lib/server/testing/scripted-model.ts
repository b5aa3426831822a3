import 'server-only';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { askLanguageModel } from '../models/language-model-access.ts';
import type { Model } from '../models/model.ts';

/** What the model does next: says a part, lets time pass, falls silent for good, or breaks. */
export type Beat =
  | LanguageModelV4StreamPart
  | { type: 'wait'; milliseconds: number }
  | { type: 'hang' }
  | { type: 'throw'; error: unknown };

/** One call of the model: what it plays, or how it is refused before there is a stream. */
export type Script = Beat[] | { refusal: unknown } | 'no answer';

export type ScriptedModel = Model & {
  /** What each call was asked with. */
  readonly calls: LanguageModelV4CallOptions[];
  /** Reasons with which its streams were cancelled. */
  readonly cancelled: unknown[];
};

/** A model that plays one script a call. Its streams do not watch the signal: whoever reads them must cancel them. */
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
    ask: askLanguageModel(() => language),
    calls,
    cancelled,
  };
}

function play(script: Beat[], cancelled: unknown[]): ReadableStream<LanguageModelV4StreamPart> {
  const beats = script.values();
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        for (const beat of beats) {
          if (beat.type === 'throw') throw beat.error;
          if (beat.type === 'hang') return new Promise<void>(() => {});
          if (beat.type !== 'wait') return controller.enqueue(beat);
          await new Promise((resolve) => setTimeout(resolve, beat.milliseconds));
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

/** A whole text part of these deltas. */
export function say(id: string, ...words: string[]): LanguageModelV4StreamPart[] {
  return [
    { type: 'text-start', id },
    ...words.map((delta) => ({ type: 'text-delta' as const, id, delta })),
    { type: 'text-end', id },
  ];
}

/** A call whose arguments come in one piece. */
export function callTool(toolCallId: string, toolName: string, input: string): LanguageModelV4StreamPart[] {
  return [
    { type: 'tool-input-start', id: toolCallId, toolName },
    { type: 'tool-input-delta', id: toolCallId, delta: input },
    { type: 'tool-input-end', id: toolCallId },
    { type: 'tool-call', toolCallId, toolName, input },
  ];
}

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** @param tokens the usage of this call; unknown where it is left out. */
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
