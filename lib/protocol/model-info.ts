/** An available model, as `GET /api/models` lists it. */
export type ModelInfo = {
  id: string;
  label: string;
  /** Who serves it: `openai`, a host name, `ollama`, `lm-studio`, `llama.cpp`, `vllm`, `demo`. */
  provider: string;
  can: { reasoning: boolean; tools: boolean; images: boolean };
};

/** `GET /api/models`. The first model is the default. */
export type ModelCatalogue = {
  models: ModelInfo[];
  /** Tells the reader that only the demo or no model at all was found, or that the upstream did not list its models. */
  notice?: { code: 'demo-only' | 'upstream-unreachable' | 'no-models'; message: string; variable: string };
};
