import 'server-only';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { AskModel, PartReader } from './model-source.ts';

/** Parts that may wait to be read; then the model waits. */
const MOST_WAITING = 256;

/** Any model of the AI SDK's language model interface, as one that can be asked. */
export function askLanguageModel(model: LanguageModelV4): AskModel {
  return async (options) => readTogether((await model.doStream(options)).stream);
}

/** Reads ahead, so that parts which came together are given out together. */
function readTogether(stream: ReadableStream<LanguageModelV4StreamPart>): PartReader {
  const reader = stream.getReader();
  let waiting: LanguageModelV4StreamPart[] = [];
  let ended = false;
  let failure: { error: unknown } | undefined;
  let changed = () => {};
  let reading = false;

  const readAhead = async () => {
    if (reading) return;
    reading = true;
    try {
      while (!ended && waiting.length < MOST_WAITING) {
        const { done, value } = await reader.read();
        if (done) ended = true;
        else waiting.push(value);
        changed();
      }
    } catch (error) {
      failure = { error };
      changed();
    }
    reading = false;
  };

  return {
    async next() {
      for (;;) {
        if (waiting.length > 0) {
          const parts = waiting;
          waiting = [];
          return parts;
        }
        if (failure) throw failure.error;
        if (ended) return undefined;
        const change = new Promise<void>((resolve) => {
          changed = resolve;
        });
        void readAhead();
        await change;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  };
}
