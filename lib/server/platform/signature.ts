import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { environment } from './environment.ts';
import { processWide } from './process-wide.ts';

/** The first key signs, all verify. */
let keys: Promise<CryptoKey[]> | undefined;

/** Returns the HMAC-SHA-256 of `text` in base64url. Servers with the same SESSION_SECRET accept each other's signatures. */
export async function sign(text: string): Promise<string> {
  const [key] = await getKeys();
  return toBase64Url(await crypto.subtle.sign('HMAC', key as CryptoKey, encode(text)));
}

/** Whether `signature` was made by `sign(text)`. Malformed signatures are invalid, not an error. */
export async function isSigned(text: string, signature: string): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes === undefined) return false;
  for (const key of await getKeys()) {
    if (await crypto.subtle.verify('HMAC', key, bytes, encode(text))) return true;
  }
  return false;
}

/** Makes all code of this process sign with `secret`, unless SESSION_SECRET is set. To be called before anything is signed. */
export function shareSessionSecret(secret: string): void {
  processWide('stored session secret', () => secret);
}

/**
 * Without SESSION_SECRET, the secret is the one stored in DATA_DIR. Without a disk, the key is derived from the API key, so that it
 * outlasts a restart. Without that, it is random and lasts as long as this process, as do its run logs in memory.
 */
function getKeys(): Promise<CryptoKey[]> {
  const { sessionSecrets, apiKey } = environment();
  const stored = processWide<string | undefined>('stored session secret', () => undefined);
  const secrets = sessionSecrets.length === 0 && stored !== undefined ? [stored] : sessionSecrets;
  keys ??=
    secrets.length === 0 && apiKey !== undefined
      ? deriveKey(apiKey).then((key) => [key])
      : Promise.all((secrets.length > 0 ? secrets : [randomSecret()]).map(importKey));
  return keys;
}

const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 };

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
}

async function deriveKey(apiKey: string): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey('raw', encode(apiKey), 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: encode('runnel'), info: encode('session secret') };
  return crypto.subtle.deriveKey(how, from, HMAC, false, ['sign', 'verify']);
}

function randomSecret(): string {
  return processWide('session secret', newMessageId);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function toBase64Url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
