/**
 * Streams documents into Markdown renderers in headless Chromium, prints a table and writes the figures to
 * `bench/results/markdown.json`. Compare figures only within one run: the ratio is what is reproducible.
 *
 * `node bench/markdown/bench.ts [--documents=20,100] [--rates=2000] [--throttle=1,4] [--renderers=runnel,…]`
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { bundle, loadedAtOnce } from './bundle.ts';
import type { StreamResult } from './harness.ts';
import { browserOptions, serve } from './serve.ts';

const RENDERERS = ['runnel', 'fed', 'react-markdown', 'streamdown'];
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20,100' },
    rates: { type: 'string', default: '2000' },
    throttle: { type: 'string', default: '1,4' },
    renderers: { type: 'string', default: RENDERERS.join(',') },
  },
});
const list = (value: string) => value.split(',');
const folder = 'bench/results/markdown-pages';
const fixtures = 'lib/markdown/fixtures';

interface Row extends StreamResult {
  renderer: string;
  document: string;
  rate: number;
  throttle: number;
  /** Main-thread time: script, style, layout and paint. */
  busyMilliseconds: number;
  baseKilobytes: number;
}

/** The documents of 20 and 100 kilobytes; larger sizes repeat the second. */
async function documentOf(kilobytes: number): Promise<string> {
  if (kilobytes <= 20) return readFile(`${fixtures}/doc20.md`, 'utf8');
  return (await readFile(`${fixtures}/doc100.md`, 'utf8')).repeat(Math.max(1, Math.round(kilobytes / 100)));
}

await mkdir(folder, { recursive: true });
const metafile = await bundle(
  RENDERERS.map((name) => `bench/markdown/page-${name}.tsx`),
  folder,
);
const { origin, server } = await serve(folder, (url) => {
  const name = url.pathname.slice(1);
  return `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/page-${name}.css"><div id="root"></div>
<script type="module" src="/page-${name}.js"></script>`;
});
const browser = await chromium.launch(browserOptions);
const rows: Row[] = [];

for (const renderer of list(values.renderers)) {
  const sizes = await loadedAtOnce(metafile, `${folder}/page-${renderer}.js`, (path) => readFile(path));
  const baseKilobytes = [...sizes.values()].reduce((sum, size) => sum + size, 0) / 1_024;
  for (const kilobytes of list(values.documents).map(Number)) {
    const text = await documentOf(kilobytes);
    for (const rate of list(values.rates).map(Number)) {
      for (const throttle of list(values.throttle).map(Number)) {
        const page = await browser.newPage({ viewport: { width: 1_000, height: 900 } });
        const session = await page.context().newCDPSession(page);
        await page.goto(`${origin}/${renderer}`);
        await page.waitForFunction(() => 'stream' in window);
        await session.send('Performance.enable');
        await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
        const busySeconds = async () => {
          const { metrics } = await session.send('Performance.getMetrics');
          return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
        };
        const before = await busySeconds();
        const result = await page.evaluate((request) => window.stream(request), { text, rate });
        const busyMilliseconds = ((await busySeconds()) - before) * 1_000;
        rows.push({
          renderer,
          document: `${kilobytes} KB`,
          rate,
          throttle,
          busyMilliseconds,
          baseKilobytes,
          ...result,
        });
        console.error(renderer, kilobytes, rate, throttle, `${result.seconds.toFixed(1)} s`);
        await page.close();
      }
    }
  }
}
await browser.close();
server.close();

console.table(
  rows.map((row) => ({
    renderer: row.renderer,
    document: row.document,
    'tokens/s': row.rate,
    CPU: `1/${row.throttle}`,
    'thread ms': Math.round(row.busyMilliseconds),
    fps: Math.round(row.frames / row.seconds),
    'long tasks': row.longTasks,
    'longest ms': Math.round(row.longestTask),
    'frame ms, first tenth': Number(row.firstTenth.toFixed(1)),
    'last tenth': Number(row.lastTenth.toFixed(1)),
    // A slow start may leave the first tenth without a frame.
    growth: row.firstTenth > 0 ? Number((row.lastTenth / row.firstTenth).toFixed(2)) : '–',
    'base KB gz': Math.round(row.baseKilobytes),
  })),
);
await writeFile('bench/results/markdown.json', `${JSON.stringify(rows, null, 2)}\n`);
