import 'server-only';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { AskModel, OnBytes, PartReader } from './model.ts';

/** Parts that may wait to be read; then the model waits. */
const MOST_WAITING = 256;

type Fetch = typeof globalThis.fetch;

/**
 * Makes any model of the AI SDK's language model interface one that can be asked.
 * @param modelWith creates the model for one request. It must use the given `fetch`, because the model's own stream does
 *   not report keep-alive comments
 */
export function askLanguageModel(modelWith: (fetch: Fetch) => LanguageModelV4): AskModel {
  return async ({ onBytes, ...options }) => {
    const model = modelWith(onBytes === undefined ? fetch : watchedFetch(onBytes));
    return readTogether((await model.doStream(options)).stream);
  };
}

function watchedFetch(onBytes: OnBytes): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    return response.body === null ? response : new Response(watched(response.body, onBytes), response);
  };
}

function watched(body: ReadableStream<Uint8Array>, onBytes: OnBytes): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        onBytes();
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
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
