// Screenshots of every screen around a chat, in three widths, both themes and both languages.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { EVERYTHING } from '../../e2e/fixtures/data/everything.ts';
import { type StoredChat, storeChats } from '../../e2e/fixtures/page/stored-chats.ts';
import { ROOT } from '../project.mjs';
import { openServer, type Studio } from './opened.ts';
import { LABELS, LANGUAGES, type Language, LOCALES } from './texts.ts';

const SIZES = [
  { width: 375, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
const ANSWER = `Rivers bring the salt, a little at a time: rain dissolves it from the rocks.

1. The water **leaves** the sea as vapour.
2. The salt **stays**.

| sea | g of salt per kg |
| --- | ---: |
| Baltic | 7 |
| Atlantic | 35 |
| 死海 | 340 |
`;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What answers over the last month have used: fewer on weekends, and none of them equal. */
function createRuns(model: string, answers: number, price: number): Partial<RunMetadata>[] {
  return Array.from({ length: answers }, (_, index) => {
    const startedAt = Date.now() - ((index * 11) % 30) * DAY_MS;
    const isWeekend = [0, 6].includes(new Date(startedAt).getDay());
    const inputTokens = Math.round((900 + ((index * index * 137) % 5_200)) * (isWeekend ? 0.2 : 1));
    const outputTokens = Math.round((300 + ((index * index * 89) % 1_900)) * (isWeekend ? 0.2 : 1));
    return { model, startedAt, inputTokens, outputTokens, cost: (inputTokens + outputTokens * 8) * price };
  });
}

const CHATS: StoredChat[] = [
  { id: 'salt', title: 'Why is the sea salt?', answer: ANSWER },
  { id: 'tokyo', title: '东京现在几点？' },
  {
    id: 'story',
    title: 'A long story about a river and all that it met on its way to the sea',
    daysAgo: 1,
    versions: createRuns('gpt-5', 47, 1.25e-6),
  },
  {
    id: 'parser',
    title: 'A parser in forty lines',
    daysAgo: 2,
    versions: createRuns('deepseek-reasoner', 34, 0.28e-6),
  },
  { id: 'language', title: '怎样学一门新语言', daysAgo: 4, versions: createRuns('qwen3-max', 23, 1.2e-6) },
  { id: 'arabic', title: 'لماذا البحر مالح؟', daysAgo: 5 },
  { id: 'garden', title: 'What to plant in the shade', daysAgo: 40 },
  { id: 'trip', title: '去杭州的三日行程', daysAgo: 75 },
];

const FOLDER = join(ROOT, 'test-results/screens');

/** Takes all screenshots into `test-results/screens`. */
export async function takeScreens(browser: Browser): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  // No request is sent; an upstream URL is needed only for its models to appear.
  const server = await openServer({
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'none',
    USER_KEYS: 'on', // the settings have a tab for them
    OPENAI_MODELS: 'gpt-5,gpt-5-mini,qwen3-max,deepseek-reasoner,gpt-4o',
  });
  for (const size of SIZES) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const language of LANGUAGES) {
        const context = await browser.newContext({
          baseURL: server.url,
          viewport: size,
          colorScheme: scheme,
          locale: LOCALES[language],
          hasTouch: size.width < 500,
          isMobile: size.width < 500,
          reducedMotion: 'reduce',
          serviceWorkers: 'block',
        });
        const page = await context.newPage();
        const name = `${size.width}-${scheme}-${language}`;
        const take = async (screen: string) =>
          void (await page.screenshot({ path: join(FOLDER, `${name}-${screen}.png`) }));
        await walk(page, { language, width: size.width, take });
        await context.close();
      }
    }
  }
}

type WalkOptions = { language: Language; width: number; take(screen: string): Promise<void> };

/** Visits every screen. */
async function walk(page: Page, { language, width, take }: WalkOptions): Promise<void> {
  const { openSidebar, tabs } = LABELS[language];
  const leave = async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await storeChats(page, CHATS);
  await page.goto('/');
  await page.locator('header button[aria-haspopup=dialog]').waitFor();
  await take('empty');
  await page.goto('/chats/salt');
  await page.getByRole('table').waitFor();
  await page.locator('header button[aria-haspopup=dialog]').waitFor();
  await take('chat');
  if (width < 1024) {
    await page.getByRole('button', { name: openSidebar }).click();
    await page.getByRole('dialog').getByRole('link').first().waitFor();
    await take('chats');
    await leave();
  } else {
    await page.locator('aside li').nth(1).hover();
    await page.locator('aside li button').nth(1).click();
    await page.getByRole('menu').waitFor();
    await take('menu');
    await page.keyboard.press('Escape');
  }
  await page.locator('header button[aria-haspopup=dialog]').click();
  await page.getByRole('option').first().waitFor();
  await take('models');
  await leave();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  await take('palette');
  await leave();
  await page.keyboard.press('Control+Shift+f');
  await page.getByRole('combobox').fill('salt');
  await page.getByRole('option').first().waitFor();
  await take('search');
  await leave();
  await page.keyboard.press('Control+,');
  for (const [index, tab] of tabs.entries()) {
    await page.getByRole('tab', { name: tab }).click();
    // The usage is the last of the panels to have its content.
    await page.getByRole('tabpanel').locator('button, select, textarea').first().waitFor();
    await take(index === 0 ? 'settings' : `settings-${index}`);
  }
  await leave();
  await page.goto('/chats/nothing');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await take('unknown');
}

/** Takes a full-length answer with every kind of content, on a phone and a large screen, in both themes, into the same folder. */
export async function takeReading({ browser, server, upstream }: Studio): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, width] of [['phone', 375] as const, ['wide', 1440] as const]) {
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        baseURL: server.url,
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
      await page.screenshot({ path: join(FOLDER, `reading-${name}-${scheme}.png`) });
      await context.close();
    }
  }
}
