import 'client-only';
import type { ModelCatalogue, ModelInfo } from '#lib/protocol/model-info.ts';
import { getOwnModelPrefix, USER_BASE_URL_HEADER, USER_KEY_HEADER } from '#lib/protocol/own-key.ts';
import { getOwnKeyHeaders, OWN_KEY, readLocal, writeLocal } from '../platform/local-storage.ts';

/** The reader's own API key. It is stored in this browser only; neither exports nor the chats' database contain it. */
export type OwnKey = { baseUrl: string; key: string };

/** The models that a key gives access to, or the server's reason why it does not. */
export type KeyTest = { models: ModelInfo[] } | { failure: string };

const TIMEOUT_MS = 25_000;

export function loadOwnKey(): OwnKey | undefined {
  const { [USER_BASE_URL_HEADER]: baseUrl, [USER_KEY_HEADER]: key } = getOwnKeyHeaders();
  return baseUrl && key ? { baseUrl, key } : undefined;
}

/** Stores the key, or removes it. @returns false when the browser blocks storage */
export function saveOwnKey(ownKey: OwnKey | undefined): boolean {
  const stored = ownKey && JSON.stringify([getOwnModelPrefix(ownKey.baseUrl), toHeaders(ownKey)]);
  writeLocal(OWN_KEY, stored);
  dispatchEvent(new Event('online')); // the list of models depends on the key
  return readLocal(OWN_KEY) === stored;
}

/** Asks the key's provider for its models. Never throws. */
export async function testOwnKey(ownKey: OwnKey): Promise<KeyTest> {
  try {
    const response = await fetch('/api/models', {
      headers: toHeaders(ownKey),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return { failure: `HTTP ${response.status}` };
    const { models, ownKeyFailure } = (await response.json()) as ModelCatalogue;
    return ownKeyFailure === undefined
      ? { models: models.filter((model) => model.ownKey) }
      : { failure: ownKeyFailure };
  } catch (error) {
    return { failure: error instanceof Error ? error.name : '' }; // offline, or a proxy's page
  }
}

function toHeaders({ baseUrl, key }: OwnKey): Record<string, string> {
  return { [USER_BASE_URL_HEADER]: baseUrl, [USER_KEY_HEADER]: key };
}
