import 'server-only';
import { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible';
import type { AskModel } from '../model.ts';
import { readAnswer } from './answer-reader.ts';
import { type ChatCompletionsEndpoint, postChatCompletion } from './chat-completions-request.ts';
import { ChunkDecoder } from './chunk-decoder.ts';

/**
 * Creates access to a model behind `POST {base}/chat/completions`. `@ai-sdk/openai-compatible` writes the request, because it
 * handles the differences between servers. The answer is read by a single loop: the package's chain of transform streams
 * costs three times as much per token.
 */
export function createChatCompletionsAccess(endpoint: ChatCompletionsEndpoint, modelId: string): AskModel {
  const writer = new OpenAICompatibleChatLanguageModel(modelId, {
    provider: 'upstream.chat',
    url: ({ path }) => `${endpoint.baseUrl}${path}`,
    headers: {},
    supportsStructuredOutputs: true,
  });
  return async ({ onBytes, ...options }) => {
    const { body } = await writer.prepareRequest(options);
    const response = await postChatCompletion(endpoint, body, options.abortSignal);
    return readAnswer(response, new ChunkDecoder(), onBytes);
  };
}
