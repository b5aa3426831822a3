import 'server-only';

/** Reads the cookie that `createCookie` has set. */
export function readCookie(request: Request, name: string): string | undefined {
  const cookies = request.headers.get('cookie') ?? '';
  return new RegExp(`(?:^|;\\s*)${fullName(request, name)}=([A-Za-z0-9_.-]+)`).exec(cookies)?.[1];
}

/**
 * Creates a `set-cookie` header for scripts to ignore, and for browsers to leave out of requests from other sites.
 * @param cookie `maxAge` in seconds; 0 deletes the cookie. `Strict` leaves it out when a link on another site is followed, too.
 */
export function createCookie(
  request: Request,
  name: string,
  { value, maxAge, sameSite = 'Lax' }: { value: string; maxAge: number; sameSite?: 'Lax' | 'Strict' },
): string {
  const secure = isHttps(request) ? '; Secure' : '';
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=${sameSite}${secure}`;
  return `${fullName(request, name)}=${value}; ${attributes}`;
}

/** Over https, the prefix makes a browser refuse the cookie from a sibling subdomain or a network that speaks plain http. */
function fullName(request: Request, name: string): string {
  return isHttps(request) ? `__Host-${name}` : name;
}

/** Behind a proxy that terminates TLS, the request's own URL is http. */
function isHttps(request: Request): boolean {
  return (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol).startsWith('https');
}
