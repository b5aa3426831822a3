// npm run pictures [-- shots|reading|screens]: takes the pictures in docs/pictures from the built app. It is answered by the demo
// model, or for `reading`, a page with everything that an answer can hold, by a scripted upstream.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { EVERYTHING } from '../e2e/fixtures/everything.ts';
import { RunnelServer } from '../e2e/fixtures/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/scripted-upstream.ts';
import { launchBrowser } from './browser.mjs';
import { ensureBuilt, ROOT } from './project.mjs';
import { takeScreens } from './screen-pictures.ts';

type Shot = {
  name: string;
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  language: 'en-US' | 'zh-CN';
  question?: string;
  /** Words to wait for before the picture is taken; without them the answer's end. */
  until?: string;
};

const SHOTS: Shot[] = [
  { name: 'empty-light', width: 1280, height: 800, scheme: 'light', language: 'en-US' },
  { name: 'empty-phone', width: 375, height: 740, scheme: 'dark', language: 'zh-CN' },
  {
    name: 'chat-light',
    width: 1280,
    height: 800,
    scheme: 'light',
    language: 'en-US',
    question: 'Think it through: is 1,001 a prime number?',
  },
  {
    name: 'chat-dark',
    width: 1280,
    height: 800,
    scheme: 'dark',
    language: 'zh-CN',
    question: '东京现在几点？',
  },
  {
    name: 'chat-phone',
    width: 375,
    height: 740,
    scheme: 'light',
    language: 'zh-CN',
    question: '讲一个关于河流的长故事',
    until: '听一听四周的安静',
  },
];

const wanted = process.argv[2];
await ensureBuilt();
const server = await RunnelServer.start({});
const browser = await launchBrowser();
const takes = (name: string) => wanted === undefined || wanted === name;
if (takes('shots')) for (const shot of SHOTS) await take(browser, shot);
if (takes('reading')) await takeReading(browser);
if (takes('screens')) await takeScreens(browser);
await browser.close();
await server.stop();

/** A whole answer with everything on it, on a phone and on a large screen, by day and by night. */
async function takeReading(browser: Browser): Promise<void> {
  const upstream = await ScriptedUpstream.start();
  const reading = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'none' });
  for (const [name, width] of [['phone', 375] as const, ['wide', 1440] as const]) {
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        baseURL: reading.url,
        viewport: { width, height: 900 },
        colorScheme: scheme,
        locale: 'en-US',
        hasTouch: width < 500,
      });
      const page = await context.newPage();
      await page.goto('/');
      await page.getByRole('textbox').fill('How does a river find the sea?');
      await page.getByRole('textbox').press('Enter');
      const request = await upstream.nextRequest();
      request.write(EVERYTHING);
      request.finish();
      await page.locator('article[aria-busy=false] .md').waitFor();
      // A window as tall as the page: nothing is left out for being far away.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: height + 400 });
      await page.locator('.md-diagram img').waitFor();
      await page.locator('.md-line span[style]').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.setViewportSize({ width, height: 400 });
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: tall });
      await page.screenshot({ path: join(ROOT, 'docs/pictures', `reading-${name}-${scheme}.png`) });
      await context.close();
    }
  }
  await upstream.close();
  await reading.stop();
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: shot.width, height: shot.height },
    deviceScaleFactor: 1.5,
    colorScheme: shot.scheme,
    locale: shot.language,
    hasTouch: shot.width < 500,
  });
  const page = await context.newPage();
  await page.goto('/');
  await page.locator('p[role=status]').filter({ hasText: 'OPENAI_API_KEY' }).waitFor();
  if (shot.question) await askAndWait(page, shot.question, shot.until);
  await page.screenshot({ path: join(ROOT, 'docs/pictures', `${shot.name}.png`) });
  await context.close();
}

async function askAndWait(page: Page, question: string, until: string | undefined): Promise<void> {
  await page.getByRole('textbox').fill(question);
  await page.getByRole('textbox').press('Enter');
  if (until) await page.getByText(until).waitFor({ timeout: 60_000 });
  else await page.locator('article[aria-busy=false] [data-part=text]').last().waitFor({ timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready);
}
