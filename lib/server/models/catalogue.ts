import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ModelCatalogue, ModelInfo } from '#lib/protocol/model-info.ts';
import { type Environment, environment } from '../platform/environment.ts';
import { redactSecrets } from '../platform/redaction.ts';
import { demoSource } from './demo/demo-model.ts';
import { localSource } from './local-servers.ts';
import type { Model, ModelSource } from './model.ts';
import { isOpenAI, openAISource } from './openai.ts';

const KEEP_MS = 30_000;

/** Lists that were read, so that a run does not wait for a list; a list that failed is asked again at once. */
type Listing = { source: ModelSource; models: ModelInfo[]; failure?: unknown };
let kept: { until: number; listings: Promise<Listing[]> } | undefined;

/** Every model that can be asked now, the default first, and what a reader should know about the choice. */
export async function listModels(): Promise<ModelCatalogue> {
  const settings = environment();
  const listings = await offered(settings);
  const models = listings.flatMap((listing) => listing.models);
  const failure = listings.find((listing) => listing.failure !== undefined)?.failure;

  if (failure !== undefined) {
    const message = `${new URL(settings.baseUrl ?? '').host} did not list its models (${reasonOf(failure)}).`;
    return { models, notice: { code: 'upstream-unreachable', message, variable: 'OPENAI_MODELS' } };
  }
  if (models.length === 0) {
    const message = 'No model was found.';
    return { models, notice: { code: 'no-models', message, variable: 'OPENAI_API_KEY' } };
  }
  if (models.every((model) => model.provider === 'demo') && settings.demoModel === undefined) {
    const message = 'No model was found but the built-in demo, which gives prepared answers.';
    return { models, notice: { code: 'demo-only', message, variable: 'OPENAI_API_KEY' } };
  }
  return { models };
}

/**
 * The model of this id, or the default one.
 * @throws ChatError `invalid-request` for an id that nobody offers, `model-unavailable` when there is no model at all.
 */
export async function findModel(id: string | undefined): Promise<Model> {
  const settings = environment();
  const named =
    settings.models?.find((model) => model === id) ?? (id === undefined ? settings.models?.[0] : undefined);
  const upstream = upstreamSource(settings);
  if (named !== undefined && upstream !== undefined) {
    // Named in the environment: nothing to look up, so the first token does not wait for a list.
    const info = (await upstream.list()).find((model) => model.id === named);
    if (info !== undefined) return { info, ...upstream.model(info.id) };
  }

  const listings = await offered(settings);
  for (const { source, models } of listings) {
    const info = id === undefined ? models[0] : models.find((model) => model.id === id);
    if (info !== undefined) return { info, ...source.model(info.id) };
  }
  const failure = listings.find((listing) => listing.failure !== undefined)?.failure;
  if (id === undefined || failure !== undefined) {
    throw new ChatError('model-unavailable', 'No model can be reached now.', { cause: failure });
  }
  throw new ChatError(
    'invalid-request',
    `No model is called \`${id.slice(0, 80)}\`. GET /api/models lists what there is.`,
  );
}

async function offered(settings: Environment): Promise<Listing[]> {
  if (kept !== undefined && kept.until > Date.now()) return kept.listings;
  const reading = readListings(settings);
  kept = { until: Date.now() + KEEP_MS, listings: reading };
  const forget = () => {
    if (kept?.listings === reading) kept = undefined;
  };
  reading.then((listings) => {
    if (listings.some((listing) => listing.failure !== undefined)) forget();
  }, forget);
  return reading;
}

async function readListings(settings: Environment): Promise<Listing[]> {
  const upstream = upstreamSource(settings);
  const sources = [upstream, settings.localModels ? localSource(settings.port) : undefined];
  const listings = await Promise.all(
    sources
      .filter((source) => source !== undefined)
      .map(async (source): Promise<Listing> => {
        try {
          return { source, models: await source.list() };
        } catch (failure) {
          return { source, models: [], failure };
        }
      }),
  );
  const nothing = listings.every((listing) => listing.models.length === 0);
  if (settings.demoModel === 'on' || (nothing && settings.demoModel !== 'off')) {
    listings.push({ source: demoSource, models: await demoSource.list() });
  }
  return listings;
}

/** Made once: it keeps what writes each model's requests. */
let configured: ModelSource | undefined;

function upstreamSource({ baseUrl, apiKey, api: chosenApi, models }: Environment): ModelSource | undefined {
  if (baseUrl === undefined) return undefined;
  const official = isOpenAI(baseUrl);
  const provider = official ? 'openai' : new URL(baseUrl).host;
  const api = chosenApi ?? (official ? 'responses' : 'chat');
  configured ??= openAISource({ baseUrl, apiKey, provider, api }, models);
  return configured;
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'unknown reason';
  const cause = failure.cause;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return failure.name === 'ZodError' ? 'not a list of models' : redactSecrets(failure.message, 120);
}
