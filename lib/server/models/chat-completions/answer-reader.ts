import 'server-only';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { AnswerReader, OnBytes } from '../model.ts';

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
export function readAnswer<Part>(
  response: Response,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes = () => {},
): AnswerReader<Part> {
  if (response.body === null) throw new TypeError('The response has no body.');
  const streams = !/application\/json/.test(response.headers.get('content-type') ?? '');
  return streams ? readChunks(response.body, decoder, onBytes) : readWhole(response.body, decoder, onBytes);
}

/** What arrived together is given out together; what came before a failure is given out before it. */
function readChunks<Part>(
  body: ReadableStream<Uint8Array>,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes,
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
        // Half a chunk at the end is a cut, not a fault of the server's writing; after the finish it is nothing to us.
        if ((last || decoder.complete) && data !== '[DONE]' && !isJson(data)) break;
        for (const part of decoder.push(data)) parts.push(part);
      }
      if (last) parts.push(...decoder.end());
    } catch (error) {
      if (parts.length === 0) throw error;
      failure = { error };
    }
    return parts;
  }

  /** What comes next on the connection; nothing, when it breaks or idles after the model had finished. */
  async function read(): Promise<Uint8Array | undefined> {
    if (!decoder.complete) return (await reader.read()).value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), AFTER_FINISH_MS);
    });
    const next = reader.read().then(
      ({ value }) => value,
      () => undefined,
    );
    const value = await Promise.race([next, patience]);
    clearTimeout(timer);
    return value;
  }

  return {
    async next() {
      while (!decoder.finished) {
        if (failure !== undefined) throw failure.error;
        const value = await read();
        if (value !== undefined) onBytes();
        const parts = decode(value);
        if (parts.length > 0) return parts;
      }
      return undefined;
    },
    cancel: () => reader.cancel(),
  };
}

/** The model has finished; its usage may follow, and some servers never close. */
const AFTER_FINISH_MS = 2_000;
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
function readWhole<Part>(
  body: ReadableStream<Uint8Array>,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes,
): AnswerReader<Part> {
  const reader = body.getReader();
  let read = false;

  async function text(): Promise<string> {
    const utf8 = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + utf8.decode();
      onBytes(); // some servers send blanks until the answer is there
      text += utf8.decode(value, { stream: true });
    }
  }

  return {
    async next() {
      if (decoder.finished) return undefined;
      if (!read) {
        read = true;
        const parts = decoder.push(await text());
        if (parts.length > 0) return parts;
      }
      return decoder.end();
    },
    cancel: () => reader.cancel(),
  };
}
