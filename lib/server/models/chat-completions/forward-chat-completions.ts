import 'server-only';
import type { ForwardCompletion } from '../model.ts';
import { ChunkNormalizer } from './chunk-normalizer.ts';
import { type ChatCompletionsEndpoint, postChatCompletion } from './post-chat-completion.ts';
import { readAnswer } from './read-answer.ts';

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
