/**
 * Takes screenshots of the demo page, 375 and 1440 pixels wide, light and dark.
 * `node bench/markdown/demo.ts [folder = bench/results/markdown]`
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { bundle } from './bundle.ts';
import { browserOptions, serve } from './serve.ts';

const folder = process.argv[2] ?? 'bench/results/markdown';
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Markdown</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/demo.css">
<style>
  :root { color-scheme: light dark; font-family: system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
  body { margin: 0; background: light-dark(oklch(0.995 0.001 250), oklch(0.19 0.008 250)); }
  main { box-sizing: border-box; max-width: 47rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
  *, *::before, *::after { box-sizing: border-box; }
</style><div id="root"></div><script type="module" src="/demo.js"></script></html>`;

await mkdir(folder, { recursive: true });
await bundle(['bench/markdown/demo.tsx'], folder);
const { origin, server } = await serve(folder, () => PAGE);
const browser = await chromium.launch(browserOptions);
for (const width of [375, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
      hasTouch: width === 375,
    });
    page.on('console', (message) => console.log(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => console.log(`[error] ${error.message}`));
    await page.goto(`${origin}/?numbers`);
    // Diagrams are drawn once they are near the viewport.
    await page.evaluate(async () => {
      for (let top = 0; top < document.body.scrollHeight; top += 400) {
        window.scrollTo(0, top);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    });
    await page.waitForTimeout(1_500); // diagrams are drawn one by one, and nothing signals the last; these screenshots are only looked at
    await page.screenshot({ path: join(folder, `whole-${width}-${colorScheme}.png`), fullPage: true });
    await page.goto(`${origin}/?part=0.62`);
    await page.waitForTimeout(800); // as above
    await page.screenshot({ path: join(folder, `part-${width}-${colorScheme}.png`), fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(width, colorScheme, overflow > 0 ? `scrolls sideways by ${overflow}` : 'fits');
    await page.close();
  }
}
await browser.close();
server.close();
