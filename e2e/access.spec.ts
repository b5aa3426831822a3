import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from './fixtures/guarded-server.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { expect } from './fixtures/test.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = JSON.stringify({
  messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  prompt: 'hi',
});
const bearer = (code: string) => ({ authorization: `Bearer ${code}` });

test.describe('a server with access codes', () => {
  const endpoints = [
    '/api/chats/c/run',
    '/api/runs',
    '/api/models',
    '/api/tools',
    '/v1/models',
    '/v1/models/x',
  ];
  for (const path of [...endpoints, '/v1/chat/completions', '/chat/stream?prompt=hi']) {
    test(`refuses every method of ${path}, and asks no model`, async ({ guarded, upstream }) => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        for (const headers of [{}, bearer('wrong'), { cookie: 'runnel_access=YW5u.9999999999.x' }]) {
          const response = await fetch(guarded.url + path, {
            method,
            headers: { ...JSON_TYPE, 'x-forwarded-for': `10.1.${Math.random()}`, ...headers },
            ...(method === 'POST' || method === 'PUT' ? { body: BODY } : {}),
          });
          // A method that the endpoint does not have is 405, whoever asks.
          expect([401, 405], `${method} ${path}`).toContain(response.status);
          expect(response.headers.get('set-cookie')).toBeNull();
          const body = await response.text();
          expect(body).not.toContain('scripted');
          if (method !== 'HEAD' && response.status === 401) expect(body).toContain('access');
        }
      }
      expect(upstream.requests).toHaveLength(0);
    });
  }

  test('serves the static shell and the health check to everyone', async ({ guarded }) => {
    for (const path of ['/', '/chats/c', '/api/health', '/manifest.webmanifest']) {
      expect((await fetch(guarded.url + path)).status, path).toBe(200);
    }
  });

  test('lets programs in with a code as bearer, and shows a run to its own caller only', async ({
    guarded,
    upstream,
  }) => {
    const start = (code: string) =>
      fetch(`${guarded.url}/api/chats/own/run`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...bearer(code) },
        body: BODY,
      });
    const run = await start('sesame-of-ann');
    expect(run.status).toBe(200);
    const asked = await upstream.nextRequest();
    asked.write('for ann');
    const other = { headers: bearer('sesame-of-ben') };
    expect((await fetch(`${guarded.url}/api/chats/own/run`, other)).status).toBe(404);
    expect((await fetch(`${guarded.url}/api/chats/own/run`, { ...other, method: 'DELETE' })).status).toBe(
      404,
    );
    expect((await start('sesame-of-ben')).status).toBe(404);
    const own = { method: 'DELETE', headers: bearer('sesame-of-ann') };
    expect((await fetch(`${guarded.url}/api/chats/own/run`, own)).status).toBe(202);
    await asked.closed;
    expect(await run.text()).toContain('for ann');
  });

  test('slows an address down after five wrong codes, and no other', async ({ guarded }) => {
    const signIn = (code: string, address: string) =>
      fetch(`${guarded.url}/api/access`, {
        method: 'POST',
        // What the client claims itself is further to the left.
        headers: { ...JSON_TYPE, 'x-forwarded-for': `10.9.9.${Math.floor(Math.random() * 99)}, ${address}` },
        body: JSON.stringify({ code }),
      });
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await signIn('wrong', '10.2.0.1')).status).toBe(401);
    // The wait doubles, so that it outlasts this test.
    const slowed = await signIn('sesame-of-ann', '10.2.0.1');
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn('sesame-of-ann', '10.2.0.2')).status).toBe(204);
  });
});

test.describe('a server that trusts the user header of a proxy', () => {
  test('knows each user by it, and nobody without', async ({ upstream }) => {
    const server = await RunnelServer.start({
      OPENAI_BASE_URL: upstream.url,
      TRUSTED_USER_HEADER: 'X-Auth-Request-Email',
      TRUST_PROXY: '1',
    });
    const models = (headers = {}) => fetch(`${server.url}/api/models`, { headers });
    expect((await models()).status).toBe(401);
    expect((await models({ 'x-auth-request-email': 'ann@example.com' })).status).toBe(200);
    await server.stop();
  });
});

test.describe('a server without access control', () => {
  test.use({ failOnPageErrors: false }); // Chromium logs refused requests

  /** Requests a path of `server` by another name, which `fetch` does not allow. */
  async function requestAs(server: RunnelServer, host: string, path: string) {
    const sent = request(server.url + path, { headers: { host } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  }

  test('answers only to its own names, and says which variable changes that', async ({ server }) => {
    for (const path of [
      '/api/models',
      '/api/runs',
      '/api/tools',
      '/v1/models',
      '/chat/stream?prompt=hi',
      '/api/chats/c/run',
    ]) {
      const { status, body } = await requestAs(server, 'rebound.example:3000', path);
      expect(status, path).toBe(421);
      expect(body).toMatch(/ALLOWED_HOSTS/);
    }
    expect((await requestAs(server, 'localhost:3000', '/api/models')).status).toBe(200);
  });

  test('with an upstream refuses to start beyond loopback, in one line', async ({ upstream }) => {
    const exposed = { OPENAI_BASE_URL: upstream.url, HOST: '0.0.0.0' };
    await expect(RunnelServer.start(exposed)).rejects.toThrow(
      /^The server ended with 1:\nHOST=0\.0\.0\.0: [^\n]*ACCESS_CODES[^\n]*OPEN_TO_ALL=yes[^\n]*$/,
    );
    const open = await RunnelServer.start({ ...exposed, OPEN_TO_ALL: 'yes' });
    expect((await requestAs(open, 'anything.example', '/api/models')).status).toBe(200);
    await open.stop();
  });

  test('opens the endpoints for programs to pages of CORS_ORIGINS, and nothing else', async ({
    page,
    upstream,
  }) => {
    const other = createServer((_, response) => response.end('<!doctype html>')).listen(0, 'localhost');
    await once(other, 'listening');
    const origin = `http://localhost:${(other.address() as AddressInfo).port}`;
    const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, CORS_ORIGINS: origin });
    await page.goto(origin);
    const ask = (path: string) =>
      page.evaluate(
        (url) =>
          fetch(url, { headers: { 'content-type': 'application/json' } }).then(
            ({ status }) => status,
            () => 'refused',
          ),
        server.url + path,
      );
    expect(await ask('/v1/models')).toBe(200);
    expect(await ask('/api/models')).toBe('refused');
    await server.stop();
    other.close();
  });
});
