import 'server-only';
import { AnswerBody, isComplete } from '../answer-body.ts';
import type { AnswerReader, OnBytes } from '../model.ts';

/** How long to wait for the usage after the finish. Some servers never close the connection. */
const AFTER_FINISH_MS = 2_000;

/** Decodes the JSON texts of a chat completion: those of its chunks, or one whole object. */
export type AnswerDecoder<Part> = {
  /** Whether the model has finished. Connection errors no longer matter then. */
  readonly complete: boolean;
  /** Whether the last part was returned. */
  readonly finished: boolean;
  /** Returns the parts in one text. @throws when it is not a chunk, or contains the upstream's error. */
  push(text: string): Part[];
  /** Returns the final parts once the stream has ended. @throws ChatError `truncated` when the model had not finished. */
  end(): Part[];
};

/**
 * Reads the answer in `response`: an event stream, or one JSON object from a server without streaming. Returns parts that
 * arrive together in one batch, and reports an error after the parts before it.
 */
export function readAnswer<Part>(
  response: Response,
  decoder: AnswerDecoder<Part>,
  onBytes: OnBytes = () => {},
): AnswerReader<Part> {
  onBytes();
  if (response.body === null) throw new TypeError('The response has no body.');
  const reader = response.body.getReader();
  const body = new AnswerBody(response.headers.get('content-type'));
  let failure: { error: unknown } | undefined;

  /** @param bytes undefined at the end of the body */
  function decode(bytes: Uint8Array | undefined): Part[] {
    const parts: Part[] = [];
    try {
      for (const text of bytes === undefined ? body.end() : body.push(bytes)) {
        if (decoder.complete && !isComplete(text)) break; // the answer is whole: the rest does not matter
        for (const part of decoder.push(text)) parts.push(part);
      }
      if (bytes === undefined) parts.push(...decoder.end());
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
