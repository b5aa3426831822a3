import 'server-only';
import { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible';
import type { AskModel } from '../model.ts';
import { readAnswer } from './answer-reader.ts';
import { type ChatCompletionsEndpoint, postChatCompletion } from './chat-completions-request.ts';
import { ChunkDecoder } from './chunk-decoder.ts';

/**
 * A model behind `POST {base}/chat/completions`. The request is written by `@ai-sdk/openai-compatible`, which knows the
 * servers' ways; the answer is read by one loop of ours, for the package's chain of transform streams costs three times
 * as much a token.
 */
export function askChatCompletions(endpoint: ChatCompletionsEndpoint, modelId: string): AskModel {
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
