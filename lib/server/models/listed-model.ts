import 'server-only';
import { z } from 'zod';

/** An entry of a server's `GET /models`. */
export type ListedModel = {
  id: string;
  /** How many tokens the model takes, its answer included, if the server says so. */
  contextWindow?: number;
};

/**
 * The fields in which servers state the context window, most reliable first: vLLM, OpenRouter and its like, Groq, Mistral and LM Studio,
 * Novita. OpenAI and Ollama state none.
 */
const FIELDS = [
  'max_model_len',
  'context_length',
  'context_window',
  'max_context_length',
  'context_size',
] as const;

const tokens = z.int().positive().max(1e9);
const modelSchema = z.looseObject({ id: z.string().min(1).max(256) });
const listSchema = z.looseObject({ data: z.array(modelSchema).max(10_000) });

/** Reads the answer to `GET /models`. @throws ZodError when it is no list of models */
export function readModelList(body: unknown): ListedModel[] {
  return listSchema.parse(body).data.map((model) => {
    const contextWindow = readContextWindow(model);
    return { id: model.id, ...(contextWindow === undefined ? {} : { contextWindow }) };
  });
}

function readContextWindow(model: z.infer<typeof modelSchema>): number | undefined {
  // llama.cpp; what it calls `n_ctx_train` is what the model was trained with, not what the server has room for.
  const { n_ctx } = z.looseObject({}).safeParse(model.meta).data ?? {};
  for (const value of [...FIELDS.map((field) => model[field]), n_ctx]) {
    const { data } = tokens.safeParse(value);
    if (data !== undefined) return data;
  }
  return undefined;
}
