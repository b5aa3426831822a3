import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { APIResponse } from '@playwright/test';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** A page's content security policy by directive. */
function policyOf(response: APIResponse): Record<string, string> {
  const directives = (response.headers()['content-security-policy'] ?? '').split('; ');
  return Object.fromEntries(directives.map((directive) => directive.split(/ (.*)/).slice(0, 2)));
}

/** The document in which diagrams are drawn. Its folder is named by the hash of its content. */
const DRAWING = `/frames/diagrams/${readdirSync('public/frames/diagrams')}/frame.html`;

const PAGES = ['/', '/chats/abc', '/no-such-page'];

for (const path of PAGES)
  test(`${path} allows its own inline scripts by hash, and no others`, async ({ request }) => {
    const response = await request.get(path);
    const sources = policyOf(response)['script-src']?.split(' ') ?? [];
    expect(sources.filter((source) => !source.startsWith("'sha256-"))).toEqual(["'self'"]);
    const scripts = [
      ...(await response.text()).matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g),
    ];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, script = ''] of scripts)
      expect(sources).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  });

test('a page loads from its own server only, cannot be framed, and sends its address to no other site', async ({
  request,
}) => {
  for (const path of PAGES) {
    const response = await request.get(path);
    expect(policyOf(response)).toMatchObject({
      'default-src': "'none'",
      'connect-src': "'self'",
      'img-src': "'self' data: blob:",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
    expect(response.headers()).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('microphone=(self)'),
    });
  }
});

test('endpoints, files and frames have policies of their own', async ({ request }) => {
  for (const path of [
    '/api/health',
    '/api/models',
    '/v1/models',
    '/service-worker.js',
    '/manifest.webmanifest',
  ]) {
    const response = await request.get(path);
    expect(policyOf(response), path).toMatchObject({ 'default-src': "'none'", 'frame-ancestors': "'none'" });
    expect(response.headers()['x-content-type-options'], path).toBe('nosniff');
  }
  for (const path of ['/frames/program.html', '/frames/picture.html', DRAWING])
    expect(policyOf(await request.get(path)), path).toEqual({
      sandbox: 'allow-scripts',
      'frame-ancestors': "'self'",
    });
});

test('the frame that draws diagrams may request nothing, and is cached', async ({ request }) => {
  const response = await request.get(DRAWING);
  const policy = /content="(default-src [^"]+)"/.exec(await response.text())?.[1] ?? '';
  expect(policy.replace(/'sha256-[^']+'/, 'HASH')).toBe(
    "default-src 'none'; script-src HASH blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  );
  expect(response.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('only a page over https demands https', async ({ request }) => {
  const over = async (protocol: string) =>
    (await request.get('/', { headers: { 'x-forwarded-proto': protocol } })).headers()[
      'strict-transport-security'
    ];
  expect(await over('https')).toBe('max-age=31536000');
  expect(await over('http')).toBeUndefined();
});

test('a page varies by what chooses its language, and no shared cache stores it', async ({ request }) => {
  for (const path of ['/', '/chats/abc'])
    for (const language of ['en', 'zh-CN']) {
      const response = await request.get(path, { headers: { 'accept-language': language } });
      expect(await response.text()).toContain(`<html lang="${language}"`);
      const varied = response.headers().vary?.toLowerCase().split(/, */);
      expect(varied).toEqual(expect.arrayContaining(['accept-language', 'cookie']));
      expect(response.headers()['cache-control']).toBe('public, max-age=0, must-revalidate');
    }
});

test.describe("a script that is not the page's own", () => {
  test.use({ failOnPageErrors: false }); // Chromium logs what it refuses

  test('does not run', async ({ page }) => {
    await page.goto('/');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      const image = document.createElement('img');
      image.setAttribute('onerror', 'globalThis.ran = true');
      image.src = 'data:,';
      const refused = { count: 0 };
      Object.assign(globalThis, { refused });
      // Before the listener that would report them as failures of this test.
      window.addEventListener(
        'securitypolicyviolation',
        (event) => {
          refused.count++;
          event.stopImmediatePropagation();
        },
        { capture: true },
      );
      document.body.append(script, image);
    });
    await expect.poll(() => page.evaluate(() => Reflect.get(globalThis, 'refused').count)).toBe(2);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  });
});

test('a picture of another host is shown in a frame once the reader asks for it', {
  tag: '@firefox',
}, async ({ page, upstream, server }) => {
  const asked: { url: string; cookie: string | undefined; referer: string | undefined }[] = [];
  await page.context().route('https://pictures.test/**', async (route, request) => {
    const { cookie, referer } = await request.allHeaders();
    asked.push({ url: request.url(), cookie, referer });
    await route.fulfill({
      contentType: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>',
    });
  });
  await page.goto('/');
  await ask(page, 'Show a picture');
  const request = await upstream.nextRequest();
  request.write(`![A river](https://pictures.test/river.svg) ![Own](${server.url}/api/models)`);
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  expect(asked).toEqual([]);
  await expect(answerText(page).getByRole('button')).toHaveCount(1); // this server is offered for no picture
  await answerText(page).getByRole('button', { name: 'Load image from pictures.test' }).click();
  const frame = answerText(page).getByTitle('A river');
  await expect(frame).toHaveAttribute('data-state', 'shown');
  expect(await frame.boundingBox()).toMatchObject({ width: 40, height: 20 });
  expect(asked).toEqual([{ url: 'https://pictures.test/river.svg', cookie: undefined, referer: undefined }]);
});
