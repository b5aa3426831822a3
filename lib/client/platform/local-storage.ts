import 'client-only';

/** Returns the stored string, or undefined if there is none or the browser blocks storage. */
export function readLocal(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores a string, or removes it if `value` is undefined. Does nothing if the browser blocks storage. */
export function writeLocal(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    return; // the value lasts as long as the page
  }
}

/** Stores what the ids of the reader's own models begin with, and the headers that send their key, as JSON. See `own-key.ts`. */
export const OWN_KEY = 'runnel.own-key';

/**
 * Returns the headers that send the reader's own API key, if there is one. It is here because a module of its own would cost the first
 * load as much again.
 * @param model the id of the model that is asked: the key is sent only to those of its provider
 */
export function getOwnKeyHeaders(model?: string): Record<string, string> {
  const [prefix, headers] = JSON.parse(readLocal(OWN_KEY) ?? '["",{}]');
  return model === undefined || model.startsWith(prefix) ? headers : {};
}
