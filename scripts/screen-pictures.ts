// Screenshots of every screen around a chat, in three widths, both themes and both languages.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { english } from '#lib/i18n/en/page.ts';
import { englishShell } from '#lib/i18n/en/shell.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import { chineseShell } from '#lib/i18n/zh/shell.ts';
import { storeChats } from '../e2e/fixtures/page/stored-chats.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ROOT } from './project.mjs';

const SIZES = [
  { width: 375, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
/** The screenshots that the documentation shows. */
const DOCUMENTED = [
  '375-dark-zh-chats',
  '1440-light-en-chat',
  '1440-dark-zh-palette',
  '1440-light-en-settings',
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

const CHATS = [
  { id: 'salt', title: 'Why is the sea salt?', answer: ANSWER },
  { id: 'tokyo', title: '东京现在几点？' },
  { id: 'story', title: 'A long story about a river and all that it met on its way to the sea', daysAgo: 1 },
  { id: 'parser', title: 'A parser in forty lines', daysAgo: 2 },
  { id: 'language', title: '怎样学一门新语言', daysAgo: 4 },
  { id: 'arabic', title: 'لماذا البحر مالح؟', daysAgo: 5 },
  { id: 'garden', title: 'What to plant in the shade', daysAgo: 40 },
  { id: 'trip', title: '去杭州的三日行程', daysAgo: 75 },
];

const LABELS = {
  en: { openSidebar: english.openSidebar, tabs: Object.values(englishShell.settings.tabs) },
  zh: { openSidebar: chinese.openSidebar, tabs: Object.values(chineseShell.settings.tabs) },
};

/** Takes all screenshots into `test-results/screens`, and the documented ones into `docs/pictures` too. */
export async function takeScreens(browser: Browser): Promise<void> {
  const folder = join(ROOT, 'test-results/screens');
  mkdirSync(folder, { recursive: true });
  // No request is sent; an upstream URL is needed only for its models to appear.
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'none',
    USER_KEYS: 'on', // the settings have a tab for them
    OPENAI_MODELS: 'gpt-5,gpt-5-mini,qwen3-max,deepseek-reasoner,gpt-4o',
  });
  for (const size of SIZES) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const language of ['en', 'zh'] as const) {
        const context = await browser.newContext({
          baseURL: server.url,
          viewport: size,
          colorScheme: scheme,
          locale: language === 'en' ? 'en-US' : 'zh-CN',
          hasTouch: size.width < 500,
          isMobile: size.width < 500,
          reducedMotion: 'reduce',
          serviceWorkers: 'block',
        });
        const page = await context.newPage();
        const take = async (screen: string) => {
          const name = `${size.width}-${scheme}-${language}-${screen}`;
          await page.screenshot({ path: join(folder, `${name}.png`) });
          if (DOCUMENTED.includes(name))
            await page.screenshot({ path: join(ROOT, `docs/pictures/${name}.png`) });
        };
        await walk(page, { language, width: size.width, take });
        await context.close();
      }
    }
  }
  await server.stop();
}

type WalkOptions = { language: 'en' | 'zh'; width: number; take(screen: string): Promise<void> };

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
    await page.getByRole('tabpanel').waitFor();
    await take(index === 0 ? 'settings' : `settings-${index}`);
  }
  await leave();
  await page.goto('/chats/nothing');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await take('unknown');
}
