import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { checkCode, createAccessDeniedError } from '../access/access-code.ts';
import { readAccessCookie } from '../access/access-cookie.ts';
import { type Environment, environment } from '../platform/environment.ts';
import { isSigned, sign, toBase64Url } from '../platform/signature.ts';
import { parseForwardedFor, resolveAddress, toAddressKey } from './client-address.ts';
import { createCookie, readCookie } from './cookies.ts';

/** Who sent a request. A run belongs to its caller; nobody else can read or stop it. */
export type Caller = {
  id: string;
  /** The address, or the network, that the request came from. */
  address: string;
  /** The name of the access code with which the browser has signed in. */
  signedInAs?: string;
  /** A `set-cookie` header for the response; present for a new caller. */
  setCookie?: string;
};

/**
 * A browser's first requests may run in parallel, each without a cookie, and each response sets one. The cookie of a run
 * takes precedence: otherwise a response that arrives after it would take the run away from its reader.
 */
const RUN_COOKIE = 'runnel_session';
const VISIT_COOKIE = 'runnel_visit';
const YEAR_SECONDS = 31_536_000;
const MAX_VERIFIED = 10_000;

/** Caller ids by verified session cookie. Verifying a signature costs more than all the rest of a short request. */
const verified = new Map<string, string>();

/**
 * Identifies the caller of `request`. With access control, a caller is a user that the proxy names, or an access code. Without it, a
 * caller is a bearer token or a signed session cookie. Anyone else is a new caller, who gets a cookie; so is the bearer of a
 * cookie that is forged or signed with another secret.
 * @param isVisit the request does not concern a run
 * @param isShared the endpoint is for programs and other pages: a new caller gets no cookie
 * @throws ChatError `access-denied` | `rate-limited`
 */
export async function identifyCaller(
  request: Request,
  { isVisit = false, isShared = false } = {},
): Promise<Caller> {
  const address = getAddress(request);
  const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const { access } = environment();
  if (access !== undefined) return { address, ...(await authenticate(request, { access, token, address })) };
  if (token !== undefined) return { id: `token-${await digest(token)}`, address };

  for (const name of [RUN_COOKIE, VISIT_COOKIE]) {
    const session = readCookie(request, name);
    const known = session === undefined ? undefined : await verifySession(session);
    if (known !== undefined) return { id: known, address };
  }

  const id = `session-${newMessageId()}`;
  if (isShared) return { id, address };
  const cookie = isVisit ? VISIT_COOKIE : RUN_COOKIE;
  const value = `${id}.${await sign(id)}`;
  return { id, address, setCookie: createCookie(request, cookie, { value, maxAge: YEAR_SECONDS }) };
}

/** Returns the key of the address that `request` comes from. instrumentation-node.ts leaves one trustworthy hop. */
export function getAddress(request: Request): string {
  const hops = parseForwardedFor(request.headers.get('x-forwarded-for'));
  return toAddressKey(resolveAddress(hops, Math.max(0, environment().trustProxy - 1)));
}

type Credentials = { access: NonNullable<Environment['access']>; token: string | undefined; address: string };

async function authenticate(
  request: Request,
  { access, token, address }: Credentials,
): Promise<Pick<Caller, 'id' | 'signedInAs'>> {
  const user = access.userHeader && request.headers.get(access.userHeader)?.trim();
  if (user) return { id: `user-${await digest(user)}` };
  if (token !== undefined) return { id: `code-${await digest(await checkCode(token, address))}` };
  const name = await readAccessCookie(request);
  if (name === undefined) throw createAccessDeniedError();
  return { id: `code-${await digest(name)}`, signedInAs: name };
}

async function verifySession(session: string): Promise<string | undefined> {
  const verifiedId = verified.get(session);
  if (verifiedId !== undefined) return verifiedId;
  const dot = session.lastIndexOf('.');
  const id = session.slice(0, dot);
  if (dot < 1 || !(await isSigned(id, session.slice(dot + 1)))) return undefined;
  if (verified.size >= MAX_VERIFIED) verified.clear();
  verified.set(session, id);
  return id;
}

async function digest(text: string): Promise<string> {
  return toBase64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
