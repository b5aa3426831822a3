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
