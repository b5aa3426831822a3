import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { parseChatId, route } from './route.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a chat id in a path', () => {
  test.each(['a', 'A-Z_09', 'x'.repeat(64)])('%s is valid', (id) => expect(parseChatId(id)).toBe(id));
  test.each(['', '../x', 'a b', 'x'.repeat(65), 'é', 'a/b', 'a\n'])('%j is rejected', (id) => {
    expect(() => parseChatId(id)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });
});

describe('the route wrapper', () => {
  const respond = (handle: () => Promise<Response>) => route(handle)(new Request('http://x/'), {});

  test('returns the response of the handler', async () => {
    const response = new Response('ok');
    expect(await respond(async () => response)).toBe(response);
  });

  test('turns a ChatError into its response', async () => {
    const response = await respond(() => Promise.reject(new ChatError('not-found', 'No such chat.')));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'not-found', message: 'No such chat.' } });
  });

  test('logs any other error and hides its details from the client', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const response = await respond(() => Promise.reject(new Error('secret detail')));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text).error.code).toBe('internal-error');
    expect(text).not.toContain('secret');
    expect(log).toHaveBeenCalledTimes(1);
    const line = String(log.mock.calls[0]?.[0]);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      event: 'fault',
      error: expect.stringContaining('secret detail'),
    });
  });
});

describe('CORS', () => {
  /** @returns the status and the origin that is allowed */
  async function send(method: string, origin: string, { isShared = true, allowed = '' } = {}) {
    vi.resetModules();
    vi.stubEnv('CORS_ORIGINS', allowed);
    const { optionsRoute, route } = await import('./route.ts');
    const headers = { origin, host: 'localhost', 'access-control-request-headers': 'authorization' };
    const request = new Request('http://localhost/', { method, headers });
    const get = route(async () => new Response(), { isShared });
    const response = await (method === 'GET' ? get : optionsRoute('GET', { isShared }))(request, {});
    vi.unstubAllEnvs();
    return { response, result: [response.status, response.headers.get('access-control-allow-origin')] };
  }
  const APP = 'https://app.example';

  test.each(['GET', 'OPTIONS'])('is closed to %s by default', async (method) => {
    expect((await send(method, APP)).result).toEqual([403, null]);
  });

  test('opens shared endpoints to the origins in CORS_ORIGINS, without cookies', async () => {
    const { response, result } = await send('GET', APP, { allowed: APP });
    expect(result).toEqual([200, APP]);
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    const preflight = await send('OPTIONS', APP, { allowed: APP });
    expect(preflight.result).toEqual([204, APP]);
    expect(preflight.response.headers.get('access-control-allow-headers')).toBe('authorization');
  });

  test.each(['GET', 'OPTIONS'])('stays closed to %s of other origins and other endpoints', async (method) => {
    expect((await send(method, 'https://evil.example', { allowed: APP })).result).toEqual([403, null]);
    expect((await send(method, APP, { allowed: APP, isShared: false })).result).toEqual([403, null]);
  });
});
