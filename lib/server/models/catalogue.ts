import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ModelCatalogue, ModelInfo } from '#lib/protocol/model-info.ts';
import { type Environment, environment } from '../platform/environment.ts';
import { describeMissingRedis } from '../platform/missing-redis.ts';
import { demoSource } from './demo/demo-model.ts';
import { createListError, describeListFailure } from './list-failure.ts';
import { createLocalSource } from './local-servers.ts';
import type { Model, ModelSource } from './model.ts';
import { createOpenAISource, isOpenAI } from './openai.ts';
import type { OwnKey } from './own-key/own-key.ts';
import { findOwnModel } from './own-key/own-models.ts';

const CACHE_MS = 30_000;
const NO_MODELS = {
  message: 'No models were found. Check OPENAI_API_KEY and OPENAI_BASE_URL.',
  variable: 'OPENAI_API_KEY',
};

type Listing = { source: ModelSource; models: ModelInfo[]; failure?: unknown };

/** Cached lists, so that a run does not wait for them. Failed lists are not cached. */
let cached: { until: number; listings: Promise<Listing[]> } | undefined;

/** Lists the available models, the default first, with a notice when models or a Redis are missing. */
export async function listModels(): Promise<ModelCatalogue> {
  const settings = environment();
  const listings = await getListings(settings);
  const models = listings.flatMap((listing) => listing.models);
  const failed = listings.find((listing) => listing.failure !== undefined);
  if (failed !== undefined) {
    return { models, notice: { code: 'upstream-unreachable', ...describeListFailure(failed.failure) } };
  }
  if (models.length === 0) return { models, notice: { code: 'no-models', ...NO_MODELS } };
  if (models.every((model) => model.provider === 'demo') && settings.demoModel === undefined) {
    const message = 'Only the built-in demo model is available. It plays back prepared answers.';
    return { models, notice: { code: 'demo-only', message, variable: 'OPENAI_API_KEY' } };
  }
  const message = describeMissingRedis();
  return {
    models,
    ...(message && { notice: { code: 'no-redis', message, variable: 'UPSTASH_REDIS_REST_URL' } }),
  };
}

/**
 * Finds the model with this id, or the default model.
 * @param ownKey the key of the caller, for the models of its provider
 * @throws ChatError `invalid-request` for an unknown id, `model-unavailable` when no model is available.
 */
export async function findModel(id: string | undefined, ownKey?: OwnKey): Promise<Model> {
  const own = ownKey && findOwnModel(ownKey, id);
  if (own !== undefined) return own;
  const settings = environment();
  const named =
    settings.models?.find((model) => model === id) ?? (id === undefined ? settings.models?.[0] : undefined);
  const upstream = getUpstreamSource(settings);
  if (named !== undefined && upstream !== undefined) {
    // Configured in the environment: no list is fetched, which would delay the first token.
    const info = (await upstream.list()).find((model) => model.id === named);
    if (info !== undefined) return { info, ...upstream.model(info.id) };
  }

  const listings = await getListings(settings);
  for (const { source, models, failure } of listings) {
    // Nobody else answers for a server that was chosen: not the next one, and not the demo.
    if (id === undefined && failure !== undefined) throw createListError(failure);
    const info = id === undefined ? models[0] : models.find((model) => model.id === id);
    if (info !== undefined) return { info, ...source.model(info.id) };
  }
  const failed = listings.find((listing) => listing.failure !== undefined);
  if (failed) throw createListError(failed.failure);
  if (id === undefined) throw new ChatError('model-unavailable', NO_MODELS.message);
  throw new ChatError(
    'invalid-request',
    `Unknown model \`${id.slice(0, 80)}\`. GET /api/models lists the available models.`,
  );
}

async function getListings(settings: Environment): Promise<Listing[]> {
  if (cached !== undefined && cached.until > performance.now()) return cached.listings;
  const reading = fetchListings(settings);
  cached = { until: performance.now() + CACHE_MS, listings: reading };
  const invalidate = () => {
    if (cached?.listings === reading) cached = undefined;
  };
  reading.then((listings) => {
    if (listings.some((listing) => listing.failure !== undefined)) invalidate();
  }, invalidate);
  return reading;
}

async function fetchListings(settings: Environment): Promise<Listing[]> {
  const upstream = getUpstreamSource(settings);
  const sources = [upstream, settings.localModels ? createLocalSource(settings.port) : undefined];
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
  // The demo answers where there is nothing else, and never for a server that was chosen.
  const isAlone = upstream === undefined && listings.every((listing) => listing.models.length === 0);
  if (settings.demoModel === 'on' || (isAlone && settings.demoModel !== 'off')) {
    listings.push({ source: demoSource, models: await demoSource.list() });
  }
  return listings;
}

/** Created once, because it caches the objects that write each model's requests. */
let configured: ModelSource | undefined;

function getUpstreamSource({
  baseUrl,
  apiKey,
  api: chosenApi,
  background,
  models,
}: Environment): ModelSource | undefined {
  if (baseUrl === undefined) return undefined;
  const official = isOpenAI(baseUrl);
  const provider = official ? 'openai' : new URL(baseUrl).host;
  const api = chosenApi ?? (official ? 'responses' : 'chat');
  configured ??= createOpenAISource({ baseUrl, apiKey, provider, api, background }, models);
  return configured;
}
