import 'client-only';

/** `slowedUntil`: after several wrong codes, the next attempt is possible at this time, in epoch milliseconds. */
export type SignInResult = 'signed-in' | 'wrong' | 'failed' | { slowedUntil: number };

const TIMEOUT_MS = 25_000;

/** Exchanges an access code for a cookie. Never throws. */
export async function signIn(code: string): Promise<SignInResult> {
  const response = await requestAccess({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (response?.status === 204) return 'signed-in';
  if (response?.status === 429) {
    return { slowedUntil: Date.now() + Number(response.headers.get('retry-after')) * 1_000 };
  }
  return response?.status === 401 ? 'wrong' : 'failed';
}

/** Deletes the cookie, and loads the page again, so that nothing in it goes on as before. @returns false when that failed */
export async function signOut(): Promise<boolean> {
  const response = await requestAccess({ method: 'DELETE' });
  if (response?.status === 204) location.reload();
  return response?.status === 204;
}

function requestAccess(init: RequestInit): Promise<Response | undefined> {
  return fetch('/api/access', { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
}
