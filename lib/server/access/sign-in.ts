import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { getAddress } from '../http/caller.ts';
import { environment } from '../platform/environment.ts';
import { checkCode } from './access-code.ts';
import { createAccessCookie, deleteAccessCookie } from './access-cookie.ts';

/**
 * Exchanges an access code for a cookie.
 * @throws ChatError `access-denied` | `rate-limited` | `not-found`
 */
export async function signIn(request: Request, code: string): Promise<Response> {
  if (!environment().access?.codes.length) {
    throw new ChatError('not-found', 'This server has no access codes.');
  }
  const name = await checkCode(code, getAddress(request));
  return respondWithCookie(await createAccessCookie(request, name, code));
}

export function signOut(request: Request): Response {
  return respondWithCookie(deleteAccessCookie(request));
}

function respondWithCookie(cookie: string): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store', 'set-cookie': cookie } });
}
