import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { environment } from './environment.ts';

const randomSecret = newMessageId();
let signingKey: Promise<CryptoKey> | undefined;

/** Returns the HMAC-SHA-256 of `text` in base64url. Servers with the same SESSION_SECRET accept each other's signatures. */
export async function sign(text: string): Promise<string> {
  return toBase64Url(await crypto.subtle.sign('HMAC', await getKey(), new TextEncoder().encode(text)));
}

/** Whether `signature` was made by `sign(text)`. Malformed signatures are invalid, not an error. */
export async function isSigned(text: string, signature: string): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes === undefined) return false;
  return crypto.subtle.verify('HMAC', await getKey(), bytes, new TextEncoder().encode(text));
}

/** Without SESSION_SECRET the key is random and lasts as long as this process, as do its run logs in memory. */
function getKey(): Promise<CryptoKey> {
  const secret = new TextEncoder().encode(environment().sessionSecret ?? randomSecret);
  signingKey ??= crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
  return signingKey;
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
