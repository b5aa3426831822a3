import 'server-only';
import { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible';
import { APICallError } from '@ai-sdk/provider';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { AskModel, PartReader } from '../model-source.ts';
import { ChunkDecoder } from './chunk-decoder.ts';

export type ChatCompletionsEndpoint = { baseUrl: string; apiKey?: string | undefined };

const MAX_ERROR_CHARACTERS = 10_000;

/**
 * A model behind `POST {base}/chat/completions`. The request is written by `@ai-sdk/openai-compatible`, which knows the
 * servers' ways; the answer is read by one loop of ours, for the package's chain of transform streams costs three times
 * as much a token.
 */
export function askChatCompletions(endpoint: ChatCompletionsEndpoint, modelId: string): AskModel {
  const url = `${endpoint.baseUrl}/chat/completions`;
  const writer = new OpenAICompatibleChatLanguageModel(modelId, {
    provider: 'upstream.chat',
    url: () => url,
    headers: {},
    supportsStructuredOutputs: true,
  });

  return async (options) => {
    const { body } = await writer.prepareRequest(options);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(endpoint.apiKey ? { authorization: `Bearer ${endpoint.apiKey}` } : {}),
      },
      body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
      cache: 'no-store',
      ...(options.abortSignal ? { signal: options.abortSignal } : {}),
    });
    if (!response.ok) throw await refusal(response, url);
    if (response.body === null) throw new TypeError('The response has no body.');
    const streams = !/application\/json/.test(response.headers.get('content-type') ?? '');
    return streams ? readChunks(response.body) : readWhole(response);
  };
}

/** Reads an event stream: what arrived together is given out together. */
function readChunks(body: ReadableStream<Uint8Array>): PartReader {
  const reader = body.getReader();
  const frames = new SseDecoder();
  const chunks = new ChunkDecoder();
  return {
    async next() {
      while (!chunks.finished) {
        let value: Uint8Array | undefined;
        try {
          ({ value } = await reader.read());
        } catch (error) {
          // The model had finished; the connection owes us nothing more.
          if (!chunks.complete) throw error;
        }
        if (value === undefined) return chunks.end();
        const parts = [];
        for (const frame of frames.push(value)) parts.push(...chunks.push(frame.data));
        if (parts.length > 0) return parts;
      }
      return undefined;
    },
    cancel: () => reader.cancel(),
  };
}

/** A server that does not stream sends one JSON object: a whole answer, or an error under a 200. */
function readWhole(response: Response): PartReader {
  const chunks = new ChunkDecoder();
  return {
    async next() {
      if (chunks.finished) return undefined;
      const parts = chunks.push(await response.text());
      return [...parts, ...chunks.end()];
    },
    cancel: async () => {
      if (!response.bodyUsed) await response.body?.cancel();
    },
  };
}

/** What a refused request says for itself, as the AI SDK's error, which carries status and headers. */
async function refusal(response: Response, url: string): Promise<APICallError> {
  const body = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  return new APICallError({
    message: messageIn(body) ?? (response.statusText || 'no reason given'),
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody: body,
  });
}

function messageIn(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // a proxy's page: its status says enough
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const error = 'error' in value ? value.error : value;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return undefined;
}
