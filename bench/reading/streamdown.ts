import { mkdir } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { bundle } from '../markdown/bundle.ts';
import { serve } from '../markdown/serve.ts';
import { measureScript } from './script-time.ts';

const folder = 'bench/results/markdown-pages';

export interface StreamdownFigures {
  renderer: string;
  fps: number;
  longTasks: number;
  scriptMs: number;
}

/** Renders the same text at the same rate with Streamdown, on a page of its own without a transport or a chat. */
export async function streamdownScript(
  browser: Browser,
  text: string,
  rate: number,
): Promise<StreamdownFigures> {
  await mkdir(folder, { recursive: true });
  await bundle(['bench/markdown/page-streamdown.tsx'], folder);
  const { origin, server } = await serve(
    folder,
    () =>
      '<!doctype html><meta charset="utf-8"><div id="root"></div><script type="module" src="/page-streamdown.js"></script>',
  );
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await page.goto(`${origin}/streamdown`);
  await page.waitForFunction(() => 'stream' in window);
  const stop = await measureScript(session);
  const { frames, seconds, longTasks } = await page.evaluate((request) => window.stream(request), {
    text,
    rate,
  });
  const scriptMs = Math.round(await stop());
  await page.close();
  server.close();
  return { renderer: 'Streamdown alone', fps: Math.round(frames / seconds), longTasks, scriptMs };
}
