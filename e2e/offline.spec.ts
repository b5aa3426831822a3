import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { ConnectionProxy } from './fixtures/servers/connection-proxy.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test.use({ serviceWorkers: 'allow' });

test('the page works offline: a chat can be read, highlighted and searched', async ({
  page,
  context,
  upstream,
}) => {
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload(); // from here on the service worker controls the page
  await ask(page, 'Why is the sea salt?');
  const request = await upstream.nextRequest();
  request.write('Rivers bring it.\n\n```js\nconst salt = 35;\n```\n');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const colored = page.locator('.md-line span[style]').first();
  await expect(colored).toBeVisible();
  await page.keyboard.press('Control+Shift+f');
  await page.getByRole('combobox').fill('rivers');
  await expect(page.getByRole('option').locator('mark')).toHaveText(['Rivers']);
  await page.keyboard.press('Escape');

  await context.setOffline(true);
  await page.reload();
  await expect(answerText(page)).toContainText('Rivers bring it.');
  await expect(colored).toBeVisible();
  await expect(page.getByText('You’re offline. You can still read your chats.')).toBeVisible();
  await page.keyboard.press('Control+Shift+f');
  await page.getByRole('combobox').fill('salt');
  await expect(page.getByRole('option').locator('mark')).toHaveText(['salt', 'salt', 'salt']); // of the title first
  await page.keyboard.press('Enter');
  await page.goto('/');
  await page.getByRole('link', { name: 'Why is the sea salt?' }).click();
  await expect(answerText(page)).toContainText('Rivers bring it.');
  await context.setOffline(false);

  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/');
  expect(kept.filter((path) => path.startsWith('/api/') || path.startsWith('/v1/'))).toEqual([]);
});

test('later visits read their scripts from the cache without waiting for the service worker', async ({
  page,
}) => {
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  const html = await (await page.request.get('/')).text();
  await page.goto('/');
  await expect(page.locator('a[href="#composer"]')).toBeAttached();
  const sources = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => ({
      path: new URL(entry.name).pathname,
      source: (entry as unknown as { workerFinalSourceType: string }).workerFinalSourceType,
    })),
  );
  const scripts = sources.filter(({ path }) => path.endsWith('.js') && html.includes(path));
  expect(scripts.length).toBeGreaterThan(4);
  expect(new Set(scripts.map(({ source }) => source))).toEqual(new Set(['cache']));
});

test('a page opens from the cache when its server is slow, and a reload waits for the server', async ({
  page,
  server,
}) => {
  const proxy = await ConnectionProxy.start(server.url);
  let newerPage = '';
  const slow = createServer(async (request, response) => {
    if (newerPage === '' || request.url !== '/') return; // never answers
    await delay(500);
    response.setHeader('content-type', 'text/html').end(newerPage);
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  await page.goto(proxy.url);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  proxy.target = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  proxy.cut();

  await page.goto(proxy.url);
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();

  newerPage = '<title>The page of a newer build</title>';
  slow.closeAllConnections(); // while a request for the page waits, the browser's cache lets another wait for 20 s
  await page.reload();
  await expect(page).toHaveTitle('The page of a newer build');
  slow.closeAllConnections();
  slow.close();
  await proxy.close();
});

test('a diagram that was drawn once is drawn offline too', async ({ page, context, upstream }) => {
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload(); // from here on the service worker controls the page
  await ask(page, 'Draw');
  const request = await upstream.nextRequest();
  request.write('```mermaid\nflowchart LR\n  Rain --> Sea\n```\n');
  request.finish();
  const drawing = answerText(page).locator('.md-diagram img');
  await expect(drawing).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await expect(drawing).toBeVisible();
  await context.setOffline(false);
});

test('parts that were never opened work offline too', async ({ page, context }) => {
  await storeChats(page, [
    {
      id: 'rich',
      title: 'Rich',
      answer: '$$\\frac{a}{b}$$\n\n```haskell\nmain = pure ()\n```\n\nDone.',
    },
  ]);
  await page.goto('/');
  // Every file of the build is cached, without a visit to any part of the page.
  const missing = () =>
    page.evaluate(async () => {
      const cache = await caches.open('runnel-1');
      const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
      const list = paths.find((path) => path.endsWith('/files.json'));
      const files: string[] = list ? await (await cache.match(list))?.json() : ['the list'];
      return files.filter((file) => !paths.includes(file)).length;
    });
  await expect.poll(missing, { timeout: 30_000 }).toBe(0);
  await page.reload(); // from here on the service worker controls the page

  await context.setOffline(true);
  await page.getByRole('link', { name: 'Rich' }).click();
  const answer = answerText(page);
  await expect(answer.locator('.katex')).toBeVisible();
  await expect(answer.locator('.md-line span[style]').first()).toBeVisible();
  await page.getByRole('article', { name: 'Question' }).hover();
  await page.getByRole('button', { name: 'Edit' }).first().click();
  await expect(page.getByRole('textbox', { name: 'Edit question' })).toBeFocused();
  await page.keyboard.press('Escape');
  for (const [key, name] of [
    ['Control+,', 'Settings'],
    ['Control+k', 'Command palette'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await context.setOffline(false);
});

test('the files of the build before are kept for open tabs, and those of older builds are deleted', async ({
  page,
}) => {
  await page.goto('/');
  const readPaths = () =>
    page.evaluate(async () =>
      (await (await caches.open('runnel-1')).keys()).map(({ url }) => new URL(url).pathname),
    );
  await expect
    .poll(async () => (await readPaths()).filter((path) => path.endsWith('/files.json')))
    .toHaveLength(1);
  await page.evaluate(async () => {
    const cache = await caches.open('runnel-1');
    for (const build of ['oldest', 'older']) {
      const file = `/_next/static/chunks/${build}.js`;
      await cache.put(file, new Response('chunk'));
      await cache.put(`/_next/static/${build}/files.json`, Response.json([file]));
    }
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    const build = paths.find((path) => path.endsWith('/files.json'))?.split('/')[3];
    (await navigator.serviceWorker.ready).active?.postMessage({ cache: [], build });
  });
  await expect.poll(readPaths).not.toContain('/_next/static/chunks/oldest.js');
  const paths = await readPaths();
  expect(paths).toContain('/_next/static/chunks/older.js');
  expect(paths.filter((path) => path.endsWith('/files.json'))).toHaveLength(2);
  expect(paths).toContain('/icons/icon-192.png');
});

test("the page can be installed, and its manifest's icons have the sizes that it states", async ({
  page,
  request,
}) => {
  await page.goto('/');
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await (await request.get(address ?? '')).json();
  expect(manifest).toMatchObject({ short_name: 'Runnel', display: 'standalone', start_url: '/' });
  for (const { src, sizes } of manifest.icons) {
    const png = await (await request.get(src)).body();
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  }
  expect(manifest.icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).toBe(true);
});
