import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { environment } from './environment.ts';

const randomSecret = newMessageId();
let signingKey: Promise<CryptoKey> | undefined;

/** An HMAC over `text`, in base64url: what this server, or one that shares its SESSION_SECRET, said itself. */
export async function sign(text: string): Promise<string> {
  return toBase64Url(await crypto.subtle.sign('HMAC', await key(), new TextEncoder().encode(text)));
}

/** Whether `signature` is that of `text`. A signature that is none is not, and no error. */
export async function isSigned(text: string, signature: string): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes === undefined) return false;
  return crypto.subtle.verify('HMAC', await key(), bytes, new TextEncoder().encode(text));
}

/** Without SESSION_SECRET the secret lives as long as this process, and so does the memory of its runs. */
function key(): Promise<CryptoKey> {
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
