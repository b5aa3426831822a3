// How late words are shown behind an nginx that compresses and buffers event streams, before and after the page has found out and polls,
// in the built app and Chromium. A word is written every 100 ms.
//   npm run bench -- buffering [seconds]
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ReverseProxy } from '../e2e/fixtures/servers/reverse-proxy.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const seconds = Number(process.argv[2] ?? 40);
const WORD_MS = 100;

/** Runs in the page: records when each word is first shown, in epoch milliseconds. */
function recordWords(): void {
  const shown: number[] = [];
  Object.assign(globalThis, { shown });
  new MutationObserver(() => {
    const text = document.querySelector('article [data-part=text]')?.textContent?.trim() ?? '';
    const count = text === '' ? 0 : text.split(' ').length;
    while (shown.length < count) shown.push(Date.now());
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

const percentile = (values: number[], part: number) =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN);

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url });
const proxy = await ReverseProxy.start('nginx', server.url, (configuration) =>
  configuration.replace(
    'proxy_buffering off;',
    'proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_types text/event-stream;',
  ),
);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await page.addInitScript(recordWords);
  let pollsFrom: number | undefined;
  page.on('request', (request) => {
    if (request.url().includes('wait=')) pollsFrom ??= Date.now();
  });
  await page.goto(proxy.url);
  await page.getByRole('textbox').fill('?');
  await page.getByRole('button', { name: 'Send' }).click();
  const request = await upstream.nextRequest();
  const written: number[] = [];
  while (written.length < (seconds * 1_000) / WORD_MS) {
    request.write(`word${written.length} `);
    written.push(Date.now());
    await delay(WORD_MS);
  }
  request.finish();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  const shown = await page.evaluate(() => (globalThis as unknown as { shown: number[] }).shown);
  const delays = written.map((at, word) => ({ at, ms: (shown[word] ?? Number.NaN) - at }));
  const held = delays.filter(({ at }) => at < (pollsFrom ?? Number.POSITIVE_INFINITY)).map(({ ms }) => ms);
  const polled = delays.filter(({ at }) => at >= (pollsFrom ?? Number.POSITIVE_INFINITY)).map(({ ms }) => ms);
  const row = {
    'polls after, s':
      pollsFrom === undefined ? 'never' : Math.round((pollsFrom - (written[0] ?? 0)) / 100) / 10,
    'held, p50 ms': percentile(held, 0.5),
    'held, p95 ms': percentile(held, 0.95),
    'polled, p50 ms': percentile(polled, 0.5),
    'polled, p95 ms': percentile(polled, 0.95),
    'words lost': written.length - shown.length,
    'load average': Math.round(loadavg()[0] ?? 0),
  };
  console.table([row]);
  console.log(JSON.stringify({ bench: 'buffering', seconds, ...row }));
} finally {
  await browser.close();
  await proxy.close();
  await server.stop();
  await upstream.close();
}
