import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { isSigned, sign, toBase64Url } from '../platform/signature.ts';

/** Who sent a request. A run belongs to its caller; nobody else can read or stop it. */
export type Caller = {
  id: string;
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
 * Identifies the caller of `request` by bearer token, then by signed session cookie. Anyone else is a new caller, who gets a
 * cookie; so is the bearer of a cookie that is forged or signed with another secret.
 * @param isVisit the request does not concern a run
 */
export async function identifyCaller(request: Request, { isVisit = false } = {}): Promise<Caller> {
  const token = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token !== undefined) return { id: `token-${await digest(token)}` };

  const cookies = request.headers.get('cookie') ?? '';
  for (const name of [RUN_COOKIE, VISIT_COOKIE]) {
    const session = readCookie(cookies, name);
    const known = session === undefined ? undefined : await verifySession(session);
    if (known !== undefined) return { id: known };
  }

  const id = `session-${newMessageId()}`;
  const secure = isHttps(request) ? '; Secure' : '';
  const value = `${id}.${await sign(id)}`;
  return {
    id,
    setCookie: `${isVisit ? VISIT_COOKIE : RUN_COOKIE}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
  };
}

function readCookie(header: string, name: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_.-]+)`).exec(header)?.[1];
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

/** Behind a proxy that terminates TLS, the request's own URL is http. */
function isHttps(request: Request): boolean {
  return (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol).startsWith('https');
}
