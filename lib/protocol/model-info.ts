/** An available model, as `GET /api/models` lists it. */
export type ModelInfo = {
  id: string;
  label: string;
  /** Who serves it: `openai`, a host name, `ollama`, `lm-studio`, `llama.cpp`, `vllm`, `demo`. */
  provider: string;
  can: { reasoning: boolean; tools: boolean; images: boolean };
  /** How many tokens it takes, its answer included, if its server says so. */
  contextWindow?: number;
  /** It is asked with the reader's own API key. */
  ownKey?: true;
};

/** `GET /api/models`. The first model is the default. */
export type ModelCatalogue = {
  models: ModelInfo[];
  /** The name of the access code with which this browser has signed in. */
  signedInAs?: string;
  notice?: CatalogueNotice;
  /** The base URLs at which readers may use their own API keys, if the server lets them. */
  userBaseUrls?: readonly string[];
  /** Why the models of the reader's own key are not listed. */
  ownKeyFailure?: string;
};

/**
 * Tells the reader that only the demo or no model at all was found, that the upstream did not list its models, or that the
 * server's instances share no run logs.
 */
export type CatalogueNotice = {
  code: 'demo-only' | 'upstream-unreachable' | 'no-models' | 'no-redis';
  message: string;
  /** The environment variable that changes this. */
  variable: string;
  /** The origin of the configured upstream, if that did not list its models. */
  address?: string;
};
