import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createQuestion } from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

const ROUTES: [path: string, params: object, load: () => Promise<object>][] = [
  ['/api/models', {}, () => import('../../../app/api/models/route.ts')],
  ['/api/tools', {}, () => import('../../../app/api/tools/route.ts')],
  ['/api/chats/c/run', { chatId: 'c' }, () => import('../../../app/api/chats/[chatId]/run/route.ts')],
  ['/v1/models', {}, () => import('../../../app/v1/models/route.ts')],
  ['/v1/models/demo', { modelId: ['demo'] }, () => import('../../../app/v1/models/[...modelId]/route.ts')],
  ['/v1/chat/completions', {}, () => import('../../../app/v1/chat/completions/route.ts')],
  ['/chat/stream?prompt=hi', {}, () => import('../../../app/chat/stream/route.ts')],
];
const ACCESS = ['/api/access', {}, () => import('../../../app/api/access/route.ts')] as const;

/** Every address fails on its own. */
let address = 0;

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
  vi.stubEnv('LOCAL_MODELS', 'off');
  vi.stubEnv('ACCESS_CODES', 'ann:sesame-of-ann,ann:next-of-ann,ben:sesame-of-ben');
  address++;
});

async function call(
  [path, params, load]: (typeof ROUTES)[number] | typeof ACCESS,
  method: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const handlers = (await load()) as Record<string, Handler>;
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${address}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const handler = handlers[method === 'HEAD' ? 'GET' : method];
  if (handler === undefined) throw new Error(`${path} has no ${method}`);
  return handler(request, { params: Promise.resolve(params as never) });
}

const bearer = (code: string) => ({ authorization: `Bearer ${code}` });
const signIn = (code: string, headers = {}) => call(ACCESS, 'POST', { body: { code }, headers });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';
const find = (name: string) => ROUTES.find(([path]) => path === name) as (typeof ROUTES)[number];
const [MODELS, RUN, COMPLETIONS] = [
  find('/api/models'),
  find('/api/chats/c/run'),
  find('/v1/chat/completions'),
];

describe('without a code', () => {
  test.each(ROUTES)('%s refuses every method with 401, and sets no cookie', async (...route) => {
    const methods = Object.keys(await route[2]()).filter((name) => /^[A-Z]+$/.test(name));
    expect(methods).toContain('OPTIONS');
    for (const method of [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])]) {
      for (const headers of [{}, bearer('wrong'), { cookie: 'runnel_access=YW5u.9999999999.x' }]) {
        address++;
        const response = await call(route, method, { headers });
        expect([method, response.status]).toEqual([method, 401]);
        expect(response.headers.get('set-cookie')).toBeNull();
        expect((await response.json()).error.code).toBe('access-denied');
      }
    }
  });

  test('the user header of a proxy counts only where it is trusted', async () => {
    expect((await call(MODELS, 'GET', { headers: { 'x-user': 'eve' } })).status).toBe(401);
    vi.resetModules();
    vi.stubEnv('TRUSTED_USER_HEADER', 'X-User');
    vi.stubEnv('TRUST_PROXY', '1');
    expect((await call(MODELS, 'GET', { headers: { 'x-user': 'eve' } })).status).toBe(200);
    expect((await call(MODELS, 'GET')).status).toBe(401);
  });
});

describe('a caller', () => {
  test('gets in with a code as bearer, or with the cookie for it', async () => {
    expect((await call(MODELS, 'GET', { headers: bearer('sesame-of-ann') })).status).toBe(200);
    const signedIn = await signIn('sesame-of-ann');
    expect(signedIn.status).toBe(204);
    expect(signedIn.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    const models = await call(MODELS, 'GET', { headers: { cookie: cookieOf(signedIn) } });
    expect(await models.json()).toMatchObject({ signedInAs: 'ann', models: [{ id: 'demo' }] });
    expect(models.headers.get('set-cookie')).toBeNull();
  });

  test('is the name of the code: another name finds, follows and stops nothing', async () => {
    vi.spyOn(console, 'log').mockReturnValue();
    const body = { messages: [createQuestion()], model: 'demo', runId: 'r1' };
    const started = await call(RUN, 'POST', { body, headers: bearer('sesame-of-ann') });
    expect(started.status).toBe(200);
    for (const method of ['GET', 'DELETE'] as const) {
      expect((await call(RUN, method, { headers: bearer('sesame-of-ben') })).status).toBe(404);
    }
    const cookie = cookieOf(await signIn('next-of-ann'));
    expect((await call(RUN, 'DELETE', { headers: { cookie } })).status).toBe(202);
    await started.text();
  });

  test('with a withdrawn code has no access any more, by cookie neither', async () => {
    const cookie = cookieOf(await signIn('sesame-of-ann'));
    vi.resetModules();
    vi.stubEnv('ACCESS_CODES', 'ann:replaced-code');
    expect((await call(MODELS, 'GET', { headers: { cookie } })).status).toBe(401);
  });

  test('signs out', async () => {
    const response = await call(ACCESS, 'DELETE');
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^runnel_access=; .*Max-Age=0;/);
  });

  test('gets a cookie bound to the host over https', async () => {
    const response = await signIn('sesame-of-ann', { 'x-forwarded-proto': 'https' });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-runnel_access=.*; Path=\/; .*; Secure$/);
  });
});

describe('wrong codes', () => {
  test('are 401 five times, then 429 with Retry-After for this address, right codes included', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) statuses.push((await signIn(`wrong-${attempt}`)).status);
    const slowed = await signIn('sesame-of-ann');
    expect([...statuses, slowed.status]).toEqual([401, 401, 401, 401, 401, 429]);
    expect(slowed.headers.get('retry-after')).toBe('1');
    expect((await call(COMPLETIONS, 'POST', { headers: bearer('wrong') })).status).toBe(429);
    address++;
    expect((await signIn('sesame-of-ann')).status).toBe(204);
  });

  test('of the wrong type, or from another site, are refused', async () => {
    expect((await signIn('x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await signIn('sesame-of-ann', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await call(ACCESS, 'POST', { body: { code: 7 } })).status).toBe(400);
  });
});

test('a server without codes has nothing to sign in to', async () => {
  vi.unstubAllEnvs();
  expect((await signIn('anything')).status).toBe(404);
});
