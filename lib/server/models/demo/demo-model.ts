import 'server-only';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { sleep } from '../../platform/sleep.ts';
import { createLanguageModelAccess } from '../language-model-access.ts';
import type { ModelSource } from '../model.ts';
import { type Beat, composeDemoAnswer } from './demo-script.ts';

/**
 * A model without a model: it answers from prepared texts, in the language it was asked in, at the pace of a real one.
 * It goes through the same path as every other; nothing outside this folder knows what it is.
 */
export const demoModel: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'demo',
  modelId: 'demo',
  supportedUrls: {},
  async doStream(options) {
    return { stream: play(composeDemoAnswer(options), options) };
  },
  async doGenerate(options) {
    const content: { type: 'text'; text: string }[] = [];
    const reader = play(composeDemoAnswer(options), options).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error('The demo ended without a finish.');
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

/** Plays `beats` at their times. Pulled, so a reader that waits makes it wait; ends at once when it is aborted. */
function play(
  beats: Beat[],
  { prompt, abortSignal }: LanguageModelV4CallOptions,
): ReadableStream<LanguageModelV4StreamPart> {
  let next = 0;
  let outputTokens = 0;
  let due = Date.now();
  const inputTokens = Math.ceil(JSON.stringify(prompt).length / 4);

  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [] });
      },
      async pull(controller) {
        const beat = beats[next++];
        if (beat === undefined) {
          controller.close();
          return;
        }
        due = Math.max(due + beat.afterMs, Date.now() - 100);
        await sleep(Math.max(0, due - Date.now()), abortSignal);
        if (beat.part.type === 'text-delta' || beat.part.type === 'reasoning-delta') outputTokens++;
        controller.enqueue(
          beat.part.type === 'finish' ? { ...beat.part, usage: usage(inputTokens, outputTokens) } : beat.part,
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
