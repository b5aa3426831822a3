import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { getAddress } from '../http/caller.ts';
import { createCookie, readCookie } from '../http/cookies.ts';
import { environment } from '../platform/environment.ts';
import { processWide } from '../platform/process-wide.ts';
import { isSigned, sign } from '../platform/signature.ts';
import { requireNoWait } from './access-code.ts';
import { isEqual, toDigest } from './digest.ts';
import { FailedAttempts } from './failed-attempts.ts';

const COOKIE = 'runnel_operator';
const LIFETIME_SECONDS = 7 * 86_400;

/** Wrong tokens. Wrong access codes are counted apart, or guessing those would stop the operator's monitoring. */
const attempts = processWide('failed operator tokens', () => new FailedAttempts());

/** Whether the server shows its figures at all. */
export function hasOperator(): boolean {
  return environment().metricsToken !== undefined;
}

/**
 * Requires METRICS_TOKEN as the bearer of `request`.
 * @throws ChatError `not-found` when none is set, `access-denied` for another or none, `rate-limited` when the address has to wait
 */
export async function requireOperatorBearer(request: Request): Promise<void> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!hasOperator()) throw new ChatError('not-found', 'This server has no METRICS_TOKEN.');
  if (bearer === undefined) throw createDeniedError();
  await checkOperatorToken(request, bearer);
}

/**
 * Takes the same time whatever the token resembles.
 * @throws ChatError `access-denied` | `rate-limited`
 */
export async function checkOperatorToken(request: Request, token: string): Promise<void> {
  const address = getAddress(request);
  requireNoWait(attempts, address);
  const { metricsToken } = environment();
  const digests = await Promise.all([toDigest(token), toDigest(metricsToken ?? '')]);
  if (metricsToken !== undefined && isEqual(...digests)) return;
  attempts.add(address);
  throw createDeniedError();
}

/** Creates a `set-cookie` header with which a browser is the operator's for a week. */
export async function createOperatorCookie(request: Request): Promise<string> {
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  const value = `${expires}.${await sign(signedText(expires))}`;
  return createCookie(request, COOKIE, { value, maxAge: LIFETIME_SECONDS, sameSite: 'Strict' });
}

/** Creates a `set-cookie` header that ends that. */
export function deleteOperatorCookie(request: Request): string {
  return createCookie(request, COOKIE, { value: '', maxAge: 0, sameSite: 'Strict' });
}

/** Whether the browser of `request` has brought the token, within the last week. */
export async function hasOperatorCookie(request: Request): Promise<boolean> {
  const [expiry, signature = ''] = readCookie(request, COOKIE)?.split('.') ?? [];
  const expires = Number(expiry);
  if (!hasOperator() || !(expires > Date.now() / 1000)) return false;
  return isSigned(signedText(expires), signature);
}

/** Contains the token, so that a new one invalidates the cookies of the old one. */
function signedText(expires: number): string {
  return `operator ${expires} ${environment().metricsToken}`;
}

function createDeniedError(): ChatError {
  return new ChatError('access-denied', 'This needs the METRICS_TOKEN of this server as a bearer token.');
}
