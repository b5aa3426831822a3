import 'server-only';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { sleep } from '#lib/server/platform/sleep.ts';
import { createLanguageModelAccess } from '../language-model-access.ts';
import type { ModelSource } from '../model.ts';
import { composeDemoAnswer, type TimedPart } from './demo-script.ts';

/**
 * A model that plays back prepared answers in the language of the question, at the speed of a real model. It uses the same
 * code path as every other model; nothing outside this folder treats it specially.
 */
export const demoModel: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'demo',
  modelId: 'demo',
  supportedUrls: {},
  async doStream(options) {
    return { stream: playBack(composeDemoAnswer(options), options) };
  },
  async doGenerate(options) {
    const content: { type: 'text'; text: string }[] = [];
    const reader = playBack(composeDemoAnswer(options), options).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error('The demo answer has no finish.');
      if (value.type === 'text-start') content.push({ type: 'text', text: '' });
      const last = content.at(-1);
      if (value.type === 'text-delta' && last) last.text += value.delta;
      if (value.type === 'error') throw value.error;
      if (value.type === 'finish') {
        return { content, finishReason: value.finishReason, usage: value.usage, warnings: [] };
      }
    }
  },
};

export const demoSource: ModelSource = {
  list: async () => [
    { id: 'demo', label: 'Demo', provider: 'demo', can: { reasoning: true, tools: true, images: false } },
  ],
  model: () => ({ ask: createLanguageModelAccess(() => demoModel) }),
};

/** Streams `parts` with their delays. A slow reader delays it; an abort ends it at once. */
function playBack(
  parts: TimedPart[],
  { prompt, abortSignal }: LanguageModelV4CallOptions,
): ReadableStream<LanguageModelV4StreamPart> {
  let next = 0;
  let outputTokens = 0;
  let due = performance.now();
  const inputTokens = Math.ceil(JSON.stringify(prompt).length / 4);

  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [] });
      },
      async pull(controller) {
        const timed = parts[next++];
        if (timed === undefined) {
          controller.close();
          return;
        }
        due = Math.max(due + timed.afterMs, performance.now() - 100);
        await sleep(Math.max(0, due - performance.now()), abortSignal);
        if (timed.part.type === 'text-delta' || timed.part.type === 'reasoning-delta') outputTokens++;
        controller.enqueue(
          timed.part.type === 'finish'
            ? { ...timed.part, usage: usage(inputTokens, outputTokens) }
            : timed.part,
        );
      },
    },
    { highWaterMark: 0 },
  );
}

function usage(input: number, output: number): LanguageModelV4Usage {
  return {
    inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning: undefined },
  };
}
