import 'server-only';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AskModel } from './model-source.ts';

/** Any model of the AI SDK's language model interface, as one that can be asked. */
export function askLanguageModel(model: LanguageModelV4): AskModel {
  return async (options) => {
    const { stream } = await model.doStream(options);
    const reader = stream.getReader();
    return {
      async next() {
        const { value } = await reader.read();
        return value && [value];
      },
      cancel: (reason) => reader.cancel(reason),
    };
  };
}
