// npm run pictures [-- shots|reading|screens]: takes the screenshots in docs/pictures of the built app. The demo model answers,
// except in `reading`, where a scripted upstream sends an answer with every kind of content.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { EVERYTHING } from '../e2e/fixtures/data/everything.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
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
  /** Text to wait for before the screenshot. Default: the end of the answer. */
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
const isWanted = (name: string) => wanted === undefined || wanted === name;
if (isWanted('shots')) for (const shot of SHOTS) await take(browser, shot);
if (isWanted('reading')) await takeReading(browser);
if (isWanted('screens')) await takeScreens(browser);
await browser.close();
await server.stop();

/** Takes a full-length answer with every kind of content, on a phone and a large screen, in both themes. */
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
      // Make the viewport as tall as the page, so that content that renders only near the viewport renders too.
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
