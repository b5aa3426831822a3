import 'server-only';
import { createCookie, readCookie } from '../http/cookies.ts';
import { environment } from '../platform/environment.ts';
import { isSigned, sign } from '../platform/signature.ts';

const COOKIE = 'runnel_access';
const LIFETIME_SECONDS = 90 * 86_400;

/** Creates a `set-cookie` header that grants the access of the code with this name, until the code is withdrawn. */
export async function createAccessCookie(request: Request, name: string, code: string): Promise<string> {
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  const signature = await sign(signedText(name, code, expires));
  const value = `${encodeName(name)}.${expires}.${signature}`;
  return createCookie(request, COOKIE, { value, maxAge: LIFETIME_SECONDS });
}

/** Creates a `set-cookie` header that signs out. */
export function deleteAccessCookie(request: Request): string {
  return createCookie(request, COOKIE, { value: '', maxAge: 0 });
}

/** Returns the name of the code with which the client has signed in, if it is still valid. */
export async function readAccessCookie(request: Request): Promise<string | undefined> {
  const [encodedName, expiry, signature = ''] = readCookie(request, COOKIE)?.split('.') ?? [];
  const expires = Number(expiry);
  if (!(expires > Date.now() / 1000)) return undefined;
  for (const { name, code } of environment().access?.codes ?? []) {
    if (encodeName(name) !== encodedName) continue;
    if (await isSigned(signedText(name, code, expires), signature)) return name;
  }
  return undefined;
}

/** Contains the code, so that a new code invalidates the cookies of the old one. */
function signedText(name: string, code: string, expires: number): string {
  return `access ${name} ${expires} ${code}`;
}

/** Names are ASCII. */
function encodeName(name: string): string {
  return btoa(name).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
