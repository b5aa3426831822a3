import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import { inferCapabilities, type ModelSource } from './model.ts';
import { fetchModelIds, type OpenAIEndpoint, openAIModel } from './openai.ts';

/** Servers that people run at home, at the ports they use unless told otherwise. */
const SERVERS = [
  { provider: 'ollama', label: 'Ollama', port: 11434 },
  { provider: 'lm-studio', label: 'LM Studio', port: 1234 },
  { provider: 'llama.cpp', label: 'llama.cpp', port: 8080 },
  { provider: 'vllm', label: 'vLLM', port: 8000 },
] as const;

/** Something answers at once on this machine or is not there. */
const PROBE_TIMEOUT_MS = 500;

/**
 * Model servers on 127.0.0.1. Their ids carry the server's name (`ollama/llama3.2`), for two servers may offer the same
 * model. A server that is not there, or is something else, offers nothing.
 * @param ownPort is never asked: it is this server's own.
 */
export function localSource(ownPort: number | undefined): ModelSource {
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
      if (endpoint === undefined) throw new Error(`no local server for ${id}`);
      return openAIModel(endpoint, id.slice(slash + 1));
    },
  };
}

async function probe(endpoint: OpenAIEndpoint & { label: string }): Promise<ModelInfo[]> {
  let ids: string[];
  try {
    ids = await fetchModelIds(endpoint, PROBE_TIMEOUT_MS);
  } catch {
    return []; // Nobody there, or somebody else's server: either way no model.
  }
  return ids
    .filter((id) => !/embed|rerank|whisper/i.test(id))
    .map((id) => ({
      id: `${endpoint.provider}/${id}`,
      label: `${id} (${endpoint.label})`,
      provider: endpoint.provider,
      can: inferCapabilities(id),
    }));
}
