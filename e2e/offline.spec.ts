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
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');

  await context.setOffline(true);
  await page.reload();
  await expect(answerText(page)).toContainText('Rivers bring it.');
  await expect(colored).toBeVisible();
  await expect(page.getByText('You’re offline. You can still read your chats.')).toBeVisible();
  await page.keyboard.press('Control+Shift+f');
  await page.getByRole('combobox').fill('salt');
  await expect(page.getByRole('option')).toHaveCount(2);
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
