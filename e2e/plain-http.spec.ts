import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request } from '@playwright/test';
import { BROWSER_ARGUMENTS } from '../scripts/browser.mjs';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { expect, test } from './fixtures/test.ts';

// Plain http to a name that is not loopback: browsers send no Sec-Fetch-Site there.
test.use({
  launchOptions: {
    args: [...BROWSER_ARGUMENTS, '--host-resolver-rules=MAP *.lan 127.0.0.1'],
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
  },
  failOnPageErrors: false, // Chromium logs refused requests
});

test('in a local network, a page of another site starts no run with an image, a script, a frame or a form', async ({
  page,
  context,
  upstream,
}) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, ALLOWED_HOSTS: 'chat.lan' });
  const { port } = new URL(server.url);
  const own = `http://chat.lan:${port}`;
  const other = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html>');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');

  await page.goto(`http://evil.lan:${(other.address() as AddressInfo).port}/`);
  const stream = `${own}/chat/stream?prompt=spend`;
  const ended: string[] = [];
  const recordEnd = (request: Request) => request.url().startsWith(own) && ended.push(request.url());
  page.on('requestfinished', recordEnd);
  page.on('requestfailed', recordEnd); // the browser hides the response from the page
  await page.evaluate((stream) => {
    const add = (tag: string, attributes: Record<string, string>) => {
      const element = Object.assign(document.createElement(tag), attributes);
      document.body.append(element);
      return element;
    };
    add('img', { src: stream });
    add('img', { src: `${stream}2`, referrerPolicy: 'no-referrer' });
    add('script', { src: stream, referrerPolicy: 'no-referrer' });
    add('iframe', { src: stream, referrerPolicy: 'no-referrer' });
    const frame = add('iframe', { name: 'target' });
    const form = add('form', { action: stream, method: 'post', target: 'target' }) as HTMLFormElement;
    frame.after(form);
    form.submit();
  }, stream);
  await expect.poll(() => ended.length).toBe(5);
  expect(upstream.requests).toHaveLength(0);
  expect(await context.cookies(own)).toEqual([]);

  // A page of this server may ask.
  await page.goto(own);
  const answer = page.evaluate(async () => (await fetch('/chat/stream?prompt=hi')).text());
  (await upstream.nextRequest()).finish();
  expect(await answer).toContain('[DONE]');
  await server.stop();
  other.close();
});
