import 'server-only';
import type { ForwardCompletion } from '../model.ts';
import { readAnswer } from './answer-reader.ts';
import { type ChatCompletionsEndpoint, postChatCompletion } from './chat-completions-request.ts';
import { ChunkNormalizer } from './chunk-normalizer.ts';

/** A model behind `POST {base}/chat/completions`, for a request that was made for this API already. */
export function forwardChatCompletions(
  endpoint: ChatCompletionsEndpoint,
  modelId: string,
): ForwardCompletion {
  return async (request, signal, onBytes) => {
    const response = await postChatCompletion(endpoint, { ...request, model: modelId }, signal);
    return readAnswer(response, new ChunkNormalizer(), onBytes);
  };
}
