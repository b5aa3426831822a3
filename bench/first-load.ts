// Cost of opening a new chat: requests, bytes, and time until a question can be typed and sent. The first visit at full and quarter CPU
// speed and over a slow mobile network; later visits with the service worker, online and offline.
//   npm run bench -- first-load [rounds]
import type { BrowserContext } from 'playwright';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';
import { readMainThreadMs } from './main-thread-time.ts';

type Case = {
  visit: 'first' | 'second' | 'second, offline';
  slowdown: number;
  network?: typeof SLOW_4G | undefined;
};
/** Until a question can be sent: `requests` are those that were answered, with the page itself; `scriptBytes` came over the network. */
type Usable = { usableMs: number; requests: number; scriptBytes: number };
/** `mainThreadMs`: until the page is idle. */
type Cost = Usable & { mainThreadMs: number };

/** As Lighthouse emulates it: 150 ms latency, 1.6 Mbit/s down, 750 kbit/s up. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 209_715, uploadThroughput: 96_000 };
const CASES: Case[] = [
  { visit: 'first', slowdown: 1 },
  { visit: 'first', slowdown: 4 },
  { visit: 'first', slowdown: 4, network: SLOW_4G },
  { visit: 'second', slowdown: 1 },
  { visit: 'second', slowdown: 4 },
  { visit: 'second, offline', slowdown: 1 },
  { visit: 'second, offline', slowdown: 4 },
];

const rounds = Number(process.argv[2] ?? 7);
await ensureBuilt();
const server = await RunnelServer.start({});
const browser = await launchBrowser();
const rows = [];
for (const { visit, slowdown, network } of CASES) {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ locale: 'en-US' });
    if (visit !== 'first') await visitOnce(context);
    await context.setOffline(visit === 'second, offline');
    costs.push(await measureVisit(context, { slowdown, network }));
    await context.close();
  }
  const median = (key: keyof Cost) =>
    costs.map((cost) => cost[key]).sort((a, b) => a - b)[rounds >> 1] ?? NaN;
  rows.push({
    visit,
    'CPU slowdown': slowdown,
    network: network ? 'Slow 4G' : 'local',
    'usable after ms': Math.round(median('usableMs')),
    'main thread CPU ms until idle': Math.round(median('mainThreadMs')),
    'requests until then': median('requests'),
    'script KB on the wire': Math.round(median('scriptBytes') / 1024),
  });
}
console.table(rows);
console.log(JSON.stringify({ bench: 'first-load', rounds, rows }));
await browser.close();
await server.stop();

/** Opens the page until its service worker has cached it. */
async function visitOnce(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.close();
}

async function measureVisit(
  context: BrowserContext,
  { slowdown, network }: Pick<Case, 'slowdown' | 'network'>,
): Promise<Cost> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Network.enable');
  if (network) await session.send('Network.emulateNetworkConditions', network);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(typeAtOnce);
  const before = await readMainThreadMs(session);
  await page.goto(server.url, { waitUntil: 'commit' });
  const usable = await page.waitForFunction(() => (globalThis as { usable?: Usable }).usable);
  await page.waitForLoadState('networkidle');
  const mainThreadMs = (await readMainThreadMs(session)) - before;
  return { ...((await usable.jsonValue()) as Usable), mainThreadMs };
}

/**
 * Runs in the page: types as soon as there is a field, and notes when the question can be sent, which is when React has hydrated the
 * form and has seen the text. The page takes the time itself, because events reach Playwright
 * late on a busy machine.
 */
function typeAtOnce(): void {
  const observer = new MutationObserver(() => {
    const field = document.querySelector('textarea');
    if (field && field.value === '') field.value = 'x';
    if (!document.querySelector('button[type=submit]:enabled')) return;
    observer.disconnect();
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = loaded.filter(({ name }) => new URL(name).pathname.endsWith('.js'));
    const usable: Usable = {
      usableMs: performance.now(),
      requests: 1 + loaded.length,
      scriptBytes: scripts.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
    Object.assign(globalThis, { usable });
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}
