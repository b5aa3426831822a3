import 'server-only';
import { APICallError, type LanguageModelV4, type LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import { AnswerBody } from './answer-body.ts';
import { type AnswerTransport, createDirectTransport } from './answer-transport.ts';
import { parseChunk } from './chat-completions/chunk.ts';
import type { Fetch } from './fetch-answer.ts';
import type { AskModel, OnBytes, OnPosition, PartReader } from './model.ts';
import type { ResumePoints } from './responses/resume-points.ts';

/** Maximum number of buffered parts. Above it, the model's stream is paused. */
const MAX_BUFFERED_PARTS = 256;

/** Rewrites the JSON in each event of an answer. */
export type RewriteEvent = (text: string) => string;

export type LanguageModelOptions = {
  rewriteEvent?: RewriteEvent;
  /** Creates the transport of one request. */
  createTransport?: ((onPosition: OnPosition) => AnswerTransport) | undefined;
};

/**
 * Adapts a model with the AI SDK's language model interface.
 * @param createModel creates the model for one request. It must use the given `fetch`, which finds what the package's own
 *   stream overlooks: keep-alive comments, web pages, errors that are no events, byte order marks.
 */
export function createLanguageModelAccess(
  createModel: (fetch: Fetch) => LanguageModelV4,
  {
    rewriteEvent = (text) => text,
    createTransport = () => createDirectTransport(),
  }: LanguageModelOptions = {},
): AskModel {
  return async ({ onBytes = () => {}, onPosition = () => {}, ...options }) => {
    const transport = createTransport(onPosition);
    const fetchEvents: Fetch = async (input, init) => {
      const response = await transport.fetch(input, init);
      onBytes();
      return response.ok
        ? new Response(normalizeEvents(response, onBytes, rewriteEvent), response)
        : response;
    };
    const model = createModel(fetchEvents);
    try {
      const raw = transport.resumePoints ? { includeRawChunks: true } : {};
      const { stream } = await model.doStream({ ...options, ...raw });
      const reader = bufferParts(stream);
      const cancel = async (reason?: unknown) => {
        await Promise.all([reader.cancel(reason), transport.close(reason)]);
      };
      const points = transport.resumePoints;
      return { next: points ? withPositions(reader, points, onPosition) : reader.next, cancel };
    } catch (error) {
      await transport.close(options.abortSignal?.reason);
      throw unwrapCause(error);
    }
  };
}

/**
 * Returns the events in the body of `response`, each with its data alone.
 * @throws from the stream, when the body is a web page or an object.
 */
function normalizeEvents(
  response: Response,
  onBytes: OnBytes,
  rewriteEvent: RewriteEvent,
): ReadableStream<Uint8Array> | null {
  if (response.body === null) return null;
  const reader = response.body.getReader();
  const body = new AnswerBody(response.headers.get('content-type'));
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await reader.read();
          if (!done) onBytes();
          const texts = done ? body.end() : body.push(value);
          if (done && body.isObject) rejectObject(texts.join());
          const frames = texts.map((text) => encodeSseFrame({ data: rewriteEvent(text) })).join('');
          if (frames !== '') controller.enqueue(encoder.encode(frames));
          if (done) controller.close();
          if (done || frames !== '') return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The packages read the first event before they return, and wrap what goes wrong with it. Returns what went wrong. */
function unwrapCause(error: unknown): unknown {
  const wraps = APICallError.isInstance(error) && error.statusCode === 200 && error.cause instanceof Error;
  return wraps ? error.cause : error;
}

/** @throws the error in `text`, or that it is no event stream. */
function rejectObject(text: string): never {
  parseChunk(text);
  throw new ChatError(
    'upstream-error',
    "The model's server sent one JSON object instead of an event stream.",
  );
}

const WITHOUT_CONTENT = new Set<LanguageModelV4StreamPart['type']>([
  'raw',
  'stream-start',
  'response-metadata',
]);

/** Takes the raw events out of the parts. They say from where another process can go on. */
function withPositions(
  { next }: PartReader,
  points: ResumePoints,
  onPosition: OnPosition,
): PartReader['next'] {
  return async () => {
    const parts = await next();
    let isFirst = true;
    for (const part of parts ?? []) {
      const position = part.type === 'raw' ? points.take(part.rawValue) : undefined;
      // Further on, whoever reads has not got the parts before it yet.
      if (isFirst && position) onPosition(position);
      isFirst &&= WITHOUT_CONTENT.has(part.type);
    }
    return parts?.filter(({ type }) => type !== 'raw');
  };
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
