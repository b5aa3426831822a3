import 'server-only';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { AskModel, OnBytes, PartReader } from './model.ts';

/** Maximum number of buffered parts. Above it, the model's stream is paused. */
const MAX_BUFFERED_PARTS = 256;

type Fetch = typeof globalThis.fetch;

/**
 * Adapts a model with the AI SDK's language model interface.
 * @param createModel creates the model for one request. It must use the given `fetch`, which reports keep-alive comments: the
 *   model's own stream does not.
 */
export function createLanguageModelAccess(createModel: (fetch: Fetch) => LanguageModelV4): AskModel {
  return async ({ onBytes, ...options }) => {
    const model = createModel(onBytes === undefined ? fetch : createObservedFetch(onBytes));
    return bufferParts((await model.doStream(options)).stream);
  };
}

function createObservedFetch(onBytes: OnBytes): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    return response.body === null ? response : new Response(observeBytes(response.body, onBytes), response);
  };
}

function observeBytes(body: ReadableStream<Uint8Array>, onBytes: OnBytes): ReadableStream<Uint8Array> {
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

/** Reads ahead, so that parts that arrive together are returned together. */
function bufferParts(stream: ReadableStream<LanguageModelV4StreamPart>): PartReader {
  const reader = stream.getReader();
  let buffered: LanguageModelV4StreamPart[] = [];
  let ended = false;
  let failure: { error: unknown } | undefined;
  let notify = () => {};
  let reading = false;

  const readAhead = async () => {
    if (reading) return;
    reading = true;
    try {
      while (!ended && buffered.length < MAX_BUFFERED_PARTS) {
        const { done, value } = await reader.read();
        if (done) ended = true;
        else buffered.push(value);
        notify();
      }
    } catch (error) {
      failure = { error };
      notify();
    }
    reading = false;
  };

  return {
    async next() {
      for (;;) {
        if (buffered.length > 0) {
          const parts = buffered;
          buffered = [];
          return parts;
        }
        if (failure) throw failure.error;
        if (ended) return undefined;
        const change = new Promise<void>((resolve) => {
          notify = resolve;
        });
        void readAhead();
        await change;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  };
}
