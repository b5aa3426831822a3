import 'server-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { isSigned, sign, toBase64Url } from '../platform/signature.ts';

/** Who asks. Runs belong to a caller; nobody else can see or stop them. */
export type Caller = {
  id: string;
  /** To be sent with the response, when the caller was not known before. */
  setCookie?: string;
};

/**
 * A browser's first requests may be under way side by side, each without a cookie, and each answer brings one. What an answer
 * about a run brought goes first: another that comes after it would take the run from its reader.
 */
const RUN_COOKIE = 'runnel_session';
const VISIT_COOKIE = 'runnel_visit';
const YEAR_SECONDS = 31_536_000;
const MAX_REMEMBERED = 10_000;

/** Sessions whose signature was checked before: a signature costs more than all the rest of a short request. */
const verified = new Map<string, string>();

/**
 * The caller of `request`: by bearer token, else by the signed session cookie, else someone new, who gets a cookie.
 * A cookie that was forged or signed with another secret makes a new caller, not an error.
 * @param visit the request is about no run
 */
export async function identifyCaller(request: Request, { visit = false } = {}): Promise<Caller> {
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
    setCookie: `${visit ? VISIT_COOKIE : RUN_COOKIE}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
  };
}

function readCookie(header: string, name: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_.-]+)`).exec(header)?.[1];
}

async function verifySession(session: string): Promise<string | undefined> {
  const remembered = verified.get(session);
  if (remembered !== undefined) return remembered;
  const dot = session.lastIndexOf('.');
  const id = session.slice(0, dot);
  if (dot < 1 || !(await isSigned(id, session.slice(dot + 1)))) return undefined;
  if (verified.size >= MAX_REMEMBERED) verified.clear();
  verified.set(session, id);
  return id;
}

async function digest(text: string): Promise<string> {
  return toBase64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** Behind a proxy the request itself looks like plain http. */
function isHttps(request: Request): boolean {
  return (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol).startsWith('https');
}
