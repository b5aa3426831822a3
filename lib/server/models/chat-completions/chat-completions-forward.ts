import 'server-only';
import type { ForwardCompletion } from '../model.ts';
import { readAnswer } from './answer-reader.ts';
import { type ChatCompletionsEndpoint, postChatCompletion } from './chat-completions-request.ts';
import { ChunkNormalizer } from './chunk-normalizer.ts';

/** Creates the access to `POST {base}/chat/completions` for requests that are chat completion requests already. */
export function createChatCompletionsForward(
  endpoint: ChatCompletionsEndpoint,
  modelId: string,
): ForwardCompletion {
  return async (request, signal, onBytes) => {
    const response = await postChatCompletion(endpoint, { ...request, model: modelId }, signal);
    return readAnswer(response, new ChunkNormalizer(), onBytes);
  };
}
