import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { english } from '#lib/i18n/en/page.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** Limit for the first load's gzipped scripts, including React and Next (docs/decisions/044). */
const MOST_SCRIPT_BYTES = 162 * 1024;
const MOST_SCRIPTS = 7;

for (const [language, own, other] of [
  ['en', english, chinese],
  ['zh', chinese, english],
] as const)
  test(`the first load in ${language} stays within its size limit, without the other language`, () => {
    const paths = scriptsOf(language);
    const sources = paths.map((path) => readFileSync(`.next/${path}`, 'utf8'));
    const bytes = sources.reduce((sum, source) => sum + gzipSync(source).length, 0);
    console.log(`first load: ${Math.round(bytes / 1024)} KB of gzipped JavaScript`);
    expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES);
    expect(paths.length).toBeLessThanOrEqual(MOST_SCRIPTS);
    expect(sources.filter((source) => !source.startsWith('//# allFunctionsCalledOnLoad\n'))).toEqual([]);
    expect(sources.join()).toContain(own.placeholder);
    expect(sources.join()).not.toContain(other.placeholder);
  });

// After its first answer a new chat is reloaded as a stored one: with the same files it needs nothing that is not cached.
for (const language of ['en', 'zh'])
  test(`the page of a stored chat in ${language} loads the same scripts as that of a new chat`, () => {
    expect(scriptsOf(`${language}/chats`)).toEqual(scriptsOf(language));
  });

test('the first load makes no request to other hosts and loads no font', async ({ page, server }) => {
  const requests: { url: string; type: string }[] = [];
  page.on('request', (request) => requests.push({ url: request.url(), type: request.resourceType() }));
  await page.goto('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  expect(requests.filter(({ url }) => !url.startsWith(server.url))).toEqual([]);
  expect(requests.filter(({ type }) => type === 'font')).toEqual([]);
});

test('the layout does not shift while the page loads or an answer begins', async ({ page, upstream }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  const sumOf = () =>
    page.evaluate(() =>
      (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, shift) => sum + shift, 0),
    );
  expect(await sumOf()).toBeLessThan(0.02);
  // The composer moves from the middle of the empty page to the bottom, once.
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  await expect(page.locator('[data-pulse]')).toBeVisible();
  const moved = await sumOf();
  request.write('Hello ', 'there');
  await expect(answerText(page)).toHaveText('Hello there');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  expect((await sumOf()) - moved).toBeLessThan(0.02);
});

test('a thousand tokens cause far fewer renders', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Much');
  const request = await upstream.nextRequest();
  request.write('Begin ');
  await expect(answerText(page)).toHaveText('Begin');
  await page.evaluate(() => {
    const seen = { changes: 0, frames: 0 };
    Object.assign(globalThis, { seen });
    new MutationObserver(() => seen.changes++).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    const tick = () => {
      seen.frames++;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  for (let token = 0; token < 1_000; token++) request.write('word ');
  request.write('end');
  await expect(answerText(page)).toContainText('end');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const { changes, frames } = await page.evaluate(
    () => (globalThis as unknown as { seen: Record<'changes' | 'frames', number> }).seen,
  );
  // At most one change per frame for the text, and a few at the end of the run.
  expect(changes).toBeLessThanOrEqual(frames + 12);
  expect(changes).toBeLessThan(400);
});

test('a burst reaches a reader in far fewer events than tokens', async ({ server, upstream }) => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Burst' }] }],
  });
  const response = await fetch(`${server.url}/api/chats/burst/run`, { method: 'POST', headers, body });
  const request = await upstream.nextRequest();
  const tokens = Array.from({ length: 5_000 }, (_, index) => `${index} `);
  request.write(...tokens);
  request.finish();
  const events = [...(await response.text()).matchAll(/^data: (\{.*\})$/gm)].map(([, json]) =>
    JSON.parse(json ?? ''),
  );
  const deltas = events.filter((event) => event.type === 'text-delta');
  expect(deltas.map((event) => event.delta).join('')).toBe(tokens.join(''));
  expect(deltas.length).toBeLessThan(500);
});

/** Returns the paths of the scripts that a prerendered page loads, sorted. */
function scriptsOf(page: string): string[] {
  const html = readFileSync(`.next/server/app/${page}.html`, 'utf8');
  const tags = [...html.matchAll(/<script[^>]*src="\/_next\/([^"?]+)[^>]*>/g)];
  const modern = tags.filter(([tag]) => !/nomodule/i.test(tag));
  return [...new Set(modern.map(([, path]) => path ?? ''))].sort();
}
