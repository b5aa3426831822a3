import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect } from './fixtures/test.ts';

const BODY = JSON.stringify({
  messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Spend it' }] }],
});

/** Serves an empty page on another origin. `localhost` is another site than 127.0.0.1; another port is the same site. */
const test = base.extend<{ otherPort: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  otherPort: async ({}, use) => {
    const other: Server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Other</title>');
    }).listen(0, 'localhost');
    await once(other, 'listening');
    await use((other.address() as AddressInfo).port);
    other.closeAllConnections();
    other.close();
  },
});

test.use({ failOnPageErrors: false }); // Chromium logs each refused request of the other site

test('a page of another site cannot start a run with fetch, and gets no session', async ({
  page,
  context,
  server,
  upstream,
  otherPort,
}) => {
  await page.goto(`http://localhost:${otherPort}/`);
  const attempts = await page.evaluate(
    async ({ url, body }) => {
      const run = `${url}/api/chats/spent/run`;
      const requests: [string, RequestInit][] = [
        [run, { method: 'POST', body }],
        [run, { method: 'POST', body, headers: { 'content-type': 'application/json' }, mode: 'cors' }],
        [run, {}],
        [`${url}/api/models`, {}],
        [`${url}/chat/stream?prompt=hi`, {}],
        [`${url}/v1/chat/completions`, { method: 'POST', body }],
      ];
      const results = await Promise.allSettled(
        requests.map(([address, init]) =>
          fetch(address, { mode: 'no-cors', credentials: 'include', ...init }),
        ),
      );
      return results.length;
    },
    { url: server.url, body: BODY },
  );
  expect(attempts).toBe(6);
  expect(upstream.requests).toHaveLength(0);
  expect(await context.cookies(server.url)).toEqual([]);
});

test('a page of another site cannot start a run with a form, and gets no session', async ({
  page,
  context,
  server,
  upstream,
  otherPort,
}) => {
  await page.goto(`http://localhost:${otherPort}/`);
  const answered = page.waitForResponse((response) => response.url().startsWith(server.url));
  await page.evaluate(
    ({ url, body }) => {
      const form = document.createElement('form');
      form.method = 'POST';
      form.enctype = 'text/plain';
      form.action = `${url}/api/chats/spent/run`;
      const field = document.createElement('input');
      const equals = body.indexOf(':') + 1; // `name=value` must read as JSON
      field.name = `${body.slice(0, equals)}"`;
      field.value = `",${body.slice(equals)}`;
      form.append(field);
      document.body.append(form);
      form.submit();
    },
    { url: server.url, body: BODY },
  );
  const response = await answered;
  expect(response.status()).toBe(403);
  expect(await context.cookies(server.url)).toEqual([]);
  expect(upstream.requests).toHaveLength(0);
});
