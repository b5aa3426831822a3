import 'client-only';
import { readLocal } from '../platform/local-storage.ts';

/** Stores what the ids of the key's models begin with, and the headers that send it, as JSON. See `own-key.ts`. */
export const OWN_KEY = 'runnel.own-key';

/**
 * Returns the headers that send the reader's own API key, if there is one.
 * @param model the id of the model that is asked: the key is sent only to those of its provider
 */
export function getOwnKeyHeaders(model?: string): Record<string, string> {
  const [prefix, headers] = JSON.parse(readLocal(OWN_KEY) ?? '["",{}]');
  return model === undefined || model.startsWith(prefix) ? headers : {};
}
