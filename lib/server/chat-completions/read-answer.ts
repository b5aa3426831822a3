import 'server-only';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { AnswerReader } from '../model-source.ts';

/** Takes the data of a chat completion's events, and gives what is in them. */
export type AnswerDecoder<Part> = {
  /** Whether the model said that it has finished; what the connection does after that does not matter. */
  readonly complete: boolean;
  /** Whether the last part was given out: nothing more will come. */
  readonly finished: boolean;
  /** @throws when the data is no chunk of an answer, or holds the upstream's error. */
  push(data: string): Part[];
  /** The parts that end the answer, once its stream has ended. @throws ChatError `truncated` when it was cut. */
  end(): Part[];
};

/** Reads the answer in `response`: an event stream, or one JSON object from a server that does not stream. */
export function readAnswer<Part>(response: Response, decoder: AnswerDecoder<Part>): AnswerReader<Part> {
  if (response.body === null) throw new TypeError('The response has no body.');
  const streams = !/application\/json/.test(response.headers.get('content-type') ?? '');
  return streams ? readChunks(response.body, decoder) : readWhole(response, decoder);
}

/** What arrived together is given out together; what came before a failure is given out before it. */
function readChunks<Part>(
  body: ReadableStream<Uint8Array>,
  decoder: AnswerDecoder<Part>,
): AnswerReader<Part> {
  const reader = body.getReader();
  const frames = new SseDecoder();
  let failure: { error: unknown } | undefined;

  function decode(bytes: Uint8Array | undefined): Part[] {
    const parts: Part[] = [];
    const last = bytes === undefined;
    try {
      // Some servers end without the empty line that would complete the last event.
      for (const { data } of frames.push(bytes ?? EMPTY_LINE)) {
        // Half a chunk at the end is a cut, not a fault of the server's writing.
        if (last && data !== '[DONE]' && !isJson(data)) break;
        for (const part of decoder.push(data)) parts.push(part);
      }
      if (last) parts.push(...decoder.end());
    } catch (error) {
      if (parts.length === 0) throw error;
      failure = { error };
    }
    return parts;
  }

  return {
    async next() {
      while (!decoder.finished) {
        if (failure !== undefined) throw failure.error;
        let value: Uint8Array | undefined;
        try {
          ({ value } = await reader.read());
        } catch (error) {
          // The model had finished; the connection owes us nothing more.
          if (!decoder.complete) throw error;
        }
        const parts = decode(value);
        if (parts.length > 0) return parts;
      }
      return undefined;
    },
    cancel: () => reader.cancel(),
  };
}

const EMPTY_LINE = new TextEncoder().encode('\n\n');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A whole answer, or an error under a 200. */
function readWhole<Part>(response: Response, decoder: AnswerDecoder<Part>): AnswerReader<Part> {
  return {
    async next() {
      if (decoder.finished) return undefined;
      if (!response.bodyUsed) {
        const parts = decoder.push(await response.text());
        if (parts.length > 0) return parts;
      }
      return decoder.end();
    },
    cancel: async () => {
      if (!response.bodyUsed) await response.body?.cancel();
    },
  };
}
