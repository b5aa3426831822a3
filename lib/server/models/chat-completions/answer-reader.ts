import 'server-only';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { AnswerReader, OnBytes } from '../model.ts';

/** How long to wait for the usage after the finish. Some servers never close the connection. */
const AFTER_FINISH_MS = 2_000;
const EMPTY_LINE = new TextEncoder().encode('\n\n');

/** Decodes the event data of a chat completion stream. */
export type AnswerDecoder<Part> = {
  /** Whether the model has finished. Connection errors no longer matter then. */
  readonly complete: boolean;
  /** Whether the last part was returned. */
  readonly finished: boolean;
  /** Returns the parts in one event's data. @throws when it is not a chunk, or contains the upstream's error. */
  push(data: string): Part[];
  /** Returns the final parts once the stream has ended. @throws ChatError `truncated` when the model had not finished. */
  end(): Part[];
};

/** Reads the answer in `response`: an event stream, or one JSON object from a server without streaming. */
export function readAnswer<Part>(
  response: Response,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes = () => {},
): AnswerReader<Part> {
  if (response.body === null) throw new TypeError('The response has no body.');
  const streams = !/application\/json/.test(response.headers.get('content-type') ?? '');
  return streams ? readStream(response.body, decoder, onBytes) : readWhole(response.body, decoder, onBytes);
}

/** Returns parts that arrive together in one batch, and reports an error after the parts before it. */
function readStream<Part>(
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
      // Some servers omit the empty line that completes the last event.
      for (const { data } of frames.push(bytes ?? EMPTY_LINE)) {
        // An incomplete chunk at the end means that the stream was cut. After the finish it does not matter.
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

  /** Reads the next bytes. After the finish, errors and two idle seconds count as the end of the stream. */
  async function read(): Promise<Uint8Array | undefined> {
    if (!decoder.complete) return (await reader.read()).value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), AFTER_FINISH_MS);
    });
    const next = reader.read().then(
      ({ value }) => value,
      () => undefined,
    );
    const value = await Promise.race([next, timeout]);
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads a complete answer, or an error with status 200. */
function readWhole<Part>(
  body: ReadableStream<Uint8Array>,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes,
): AnswerReader<Part> {
  const reader = body.getReader();
  let done = false;

  async function readText(): Promise<string> {
    const utf8 = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + utf8.decode();
      onBytes(); // some servers send blanks to keep the connection alive
      text += utf8.decode(value, { stream: true });
    }
  }

  return {
    async next() {
      if (decoder.finished) return undefined;
      if (!done) {
        done = true;
        const parts = decoder.push(await readText());
        if (parts.length > 0) return parts;
      }
      return decoder.end();
    },
    cancel: () => reader.cancel(),
  };
}
