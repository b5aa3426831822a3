import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ListedModel } from './listed-model.ts';
import { inferCapabilities, type ModelSource } from './model.ts';
import { createOpenAIAccess, fetchModels, type OpenAIEndpoint } from './openai.ts';

/** Common local model servers with their default ports. */
const SERVERS = [
  { provider: 'ollama', label: 'Ollama', port: 11434 },
  { provider: 'lm-studio', label: 'LM Studio', port: 1234 },
  { provider: 'llama.cpp', label: 'llama.cpp', port: 8080 },
  { provider: 'vllm', label: 'vLLM', port: 8000 },
] as const;

/** A server on this machine answers immediately or does not exist. */
const PROBE_TIMEOUT_MS = 500;

/**
 * Finds model servers on 127.0.0.1. Model ids carry the server's name (`ollama/llama3.2`), because two servers may have the
 * same model. A port without a model server offers nothing.
 * @param ownPort the port of this server, which is skipped.
 */
export function createLocalSource(ownPort: number | undefined): ModelSource {
  const endpoints = SERVERS.filter(({ port }) => port !== ownPort).map(({ provider, label, port }) => ({
    provider,
    label,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    api: 'chat' as const,
  }));

  return {
    async list() {
      return (await Promise.all(endpoints.map(probe))).flat();
    },
    model(id) {
      const slash = id.indexOf('/');
      const endpoint = endpoints.find(({ provider }) => provider === id.slice(0, slash));
      if (endpoint === undefined) throw new Error(`Unknown local server: ${id}`);
      return createOpenAIAccess(endpoint, id.slice(slash + 1));
    },
  };
}

async function probe(endpoint: OpenAIEndpoint & { label: string }): Promise<ModelInfo[]> {
  let models: ListedModel[];
  try {
    models = await fetchModels(endpoint, PROBE_TIMEOUT_MS);
  } catch {
    return []; // no server, or not a model server
  }
  return models
    .filter(({ id }) => !/embed|rerank|whisper/i.test(id))
    .map(({ id, ...facts }) => ({
      ...facts,
      id: `${endpoint.provider}/${id}`,
      label: `${id} (${endpoint.label})`,
      provider: endpoint.provider,
      can: inferCapabilities(id),
    }));
}
