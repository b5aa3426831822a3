import 'server-only';
import './unset-empty-base-url.ts';
import { createOpenAI } from '@ai-sdk/openai';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import { createDirectTransport } from './answer-transport.ts';
import { createChatCompletionsAccess } from './chat-completions/chat-completions-access.ts';
import { createChatCompletionsForward } from './chat-completions/chat-completions-forward.ts';
import { keepFirstChoice } from './chat-completions/chunk.ts';
import type { Fetch } from './fetch-answer.ts';
import { createLanguageModelAccess } from './language-model-access.ts';
import { type ListedModel, readModelList } from './listed-model.ts';
import { inferCapabilities, type ModelAccess, type ModelSource } from './model.ts';
import { BackgroundResponse } from './responses/background-response.ts';

export type OpenAIEndpoint = {
  /** Ends without a slash, as in `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey?: string | undefined;
  /** `openai`, or the host that serves it. */
  provider: string;
  api: 'chat' | 'responses';
  /** Whether the responses API generates answers in the background. */
  background?: boolean;
  /** Sends the requests; by default as `globalThis.fetch`. */
  fetch?: Fetch;
};

const LIST_TIMEOUT_MS = 5_000;

/** Whether `baseUrl` is OpenAI's own API, whose special cases `@ai-sdk/openai` handles. */
export function isOpenAI(baseUrl: string): boolean {
  return new URL(baseUrl).host === 'api.openai.com';
}

/** Creates access to a model behind an OpenAI or OpenAI-compatible endpoint. */
export function createOpenAIAccess(endpoint: OpenAIEndpoint, id: string): ModelAccess {
  const { api, baseUrl, apiKey, background, fetch: send } = endpoint;
  const forward = createChatCompletionsForward(endpoint, id);
  if (api === 'chat' && !isOpenAI(baseUrl))
    return { ask: createChatCompletionsAccess(endpoint, id), forward };
  // Some servers need no key, but the package requires one.
  const settings = { baseURL: baseUrl, apiKey: apiKey ?? 'none' };
  if (api === 'chat')
    return {
      ask: createLanguageModelAccess((fetch) => createOpenAI({ ...settings, fetch }).chat(id), {
        rewriteEvent: keepFirstChoice,
        createTransport: () => createDirectTransport(send),
      }),
      forward,
    };
  const create = (fetch: Fetch) => createOpenAI({ ...settings, fetch }).responses(id);
  if (!background) {
    return { ask: createLanguageModelAccess(create, { createTransport: () => createDirectTransport(send) }) };
  }
  return {
    ask: createLanguageModelAccess(create, {
      createTransport: (onPosition) => new BackgroundResponse(endpoint, { onPosition }),
    }),
    resume: (position, options) => {
      const createTransport = () => new BackgroundResponse(endpoint, { position });
      return createLanguageModelAccess(create, { createTransport })({ prompt: [], ...options });
    },
  };
}

/** A server refused to list its models. */
export class ModelListError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/**
 * Fetches the models from `GET {base}/models`.
 * @throws ModelListError when the server refuses; another error on an invalid response, or after `timeoutMs` without one.
 */
export async function fetchModels(
  endpoint: OpenAIEndpoint,
  timeoutMs = LIST_TIMEOUT_MS,
): Promise<ListedModel[]> {
  const send = endpoint.fetch ?? fetch;
  const response = await send(`${endpoint.baseUrl}/models`, {
    headers: endpoint.apiKey ? { authorization: `Bearer ${endpoint.apiKey}` } : {},
    signal: AbortSignal.timeout(timeoutMs),
    cache: 'no-store',
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new ModelListError(response.status);
  }
  return readModelList(await response.json());
}

/** Creates the configured upstream. With `ids` it offers exactly these models and fetches no list. */
export function createOpenAISource(endpoint: OpenAIEndpoint, ids: string[] | undefined): ModelSource {
  const toInfo = (model: ListedModel): ModelInfo => ({
    ...model,
    label: model.id,
    provider: endpoint.provider,
    can: inferCapabilities(model.id),
  });
  /** Cached, because the object that writes a model's requests is large. */
  const models = new Map<string, ModelAccess>();
  return {
    async list() {
      if (ids !== undefined) return ids.map((id) => toInfo({ id }));
      const listed = await fetchModels(endpoint);
      const chat = isOpenAI(endpoint.baseUrl) ? listed.filter(({ id }) => isOpenAIChatModel(id)) : listed;
      return chat.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })).map(toInfo);
    },
    model(id) {
      const model = models.get(id) ?? createOpenAIAccess(endpoint, id);
      models.set(id, model);
      return model;
    },
  };
}

/** Whether a model can chat: OpenAI's list contains all kinds of models. */
function isOpenAIChatModel(id: string): boolean {
  return (
    /^(gpt-|chatgpt-|o\d|ft:)/.test(id) &&
    !/audio|realtime|image|tts|transcribe|search|instruct|embedding|moderation/.test(id)
  );
}
