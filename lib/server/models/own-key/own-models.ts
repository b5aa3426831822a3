import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import { getOwnModelPrefix } from '#lib/protocol/own-key.ts';
import { fetchPublic } from '#lib/server/platform/node-http/public-requests.ts';
import { removeSecret } from '#lib/server/platform/redaction.ts';
import { type AnswerReader, inferCapabilities, type Model } from '../model.ts';
import { createOpenAIAccess, createOpenAISource, isOpenAI, type OpenAIEndpoint } from '../openai.ts';
import type { OwnKey } from './own-key.ts';

/** The longest model id that is still within the limit of a request once it has its prefix. */
const MAX_NAME_LENGTH = 180;

/**
 * Lists the models that `ownKey` gives access to. Their ids begin with the host, so that it is always clear which key a
 * model is asked with.
 * @throws when the provider refuses the key or cannot be reached; the error does not contain the key.
 */
export async function listOwnModels(ownKey: OwnKey): Promise<ModelInfo[]> {
  try {
    const listed = await createOpenAISource(toEndpoint(ownKey), undefined).list();
    return listed
      .filter(({ id }) => id.length <= MAX_NAME_LENGTH)
      .map(({ id, contextWindow }) => ({
        ...createInfo(ownKey, id),
        ...(contextWindow === undefined ? {} : { contextWindow }),
      }));
  } catch (error) {
    throw removeSecret(error, ownKey.key);
  }
}

/**
 * Returns the model with this id if it is one of `ownKey`'s provider. Does not ask the provider whether it exists. No error of the
 * model contains the key, whatever the provider writes.
 */
export function findOwnModel(ownKey: OwnKey, id: string | undefined): Model | undefined {
  const prefix = getOwnModelPrefix(ownKey.baseUrl);
  if (!id?.startsWith(prefix)) return undefined;
  const name = id.slice(prefix.length);
  const { ask, forward } = createOpenAIAccess(toEndpoint(ownKey), name);
  return {
    info: createInfo(ownKey, name),
    ask: withoutKey(ask, ownKey.key),
    ...(forward ? { forward: withoutKey(forward, ownKey.key) } : {}),
  };
}

function createInfo({ baseUrl }: OwnKey, name: string): ModelInfo {
  const prefix = getOwnModelPrefix(baseUrl);
  return {
    id: prefix + name,
    label: name,
    provider: prefix.slice(0, -1),
    can: inferCapabilities(name),
    ownKey: true,
  };
}

function toEndpoint({ key, baseUrl }: OwnKey): OpenAIEndpoint {
  return {
    baseUrl,
    apiKey: key,
    provider: new URL(baseUrl).host,
    api: isOpenAI(baseUrl) ? 'responses' : 'chat',
    fetch: fetchPublic,
  };
}

/** Removes the key from every error of `open`, and of the answer that it opens. */
function withoutKey<Request extends unknown[], Part>(
  open: (...request: Request) => Promise<AnswerReader<Part>>,
  key: string,
): typeof open {
  const rethrow = (error: unknown): never => {
    throw removeSecret(error, key);
  };
  return async (...request) => {
    const reader = await open(...request).catch(rethrow);
    return { next: () => reader.next().catch(rethrow), cancel: (reason) => reader.cancel(reason) };
  };
}
