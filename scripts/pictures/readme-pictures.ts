// Takes the pictures of the READMEs.
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { storeChats } from '../../e2e/fixtures/page/stored-chats.ts';
import type { RunnelServer } from '../../e2e/fixtures/servers/runnel-server.ts';
import type { ScriptedUpstream } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import { savePicture } from './image-files.ts';
import type { Studio } from './opened.ts';
import { drawScreens } from './stage.ts';
import { CHATS, createRainfallCalls, LABELS, type Language, LOCALES, RAINFALL } from './texts.ts';

const SCALE = 2;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 790 };

export async function takeReadmePictures(studio: Studio, language: Language): Promise<void> {
  const { browser, server, upstream } = studio;
  const photographer = new Photographer(browser, server, language);
  await photographer.saveDesktop('empty', 'light', async (page) => void (await page.goto('/')));
  await photographer.saveDesktop('reading', 'light', (page) => openChat(page, 'salt'));
  await photographer.saveDesktop('dark', 'dark', (page) => openChat(page, 'rename'));
  await photographer.saveDesktop('tools', 'light', (page) => callTools(page, upstream, language));

  const phones = [
    await photographer.take({ viewport: PHONE, colorScheme: 'light' }, (page) => openChat(page, 'salt')),
    await photographer.take({ viewport: PHONE, colorScheme: 'light' }, async (page) => {
      await openChat(page, 'salt');
      await page.getByRole('button', { name: LABELS[language].openSidebar }).click();
      await page.getByRole('dialog').getByRole('link').nth(5).waitFor();
    }),
    await photographer.take(
      { viewport: PHONE, colorScheme: 'dark' },
      async (page) => void (await page.goto('/')),
    ),
  ];
  await savePicture(
    `phone-${language}`,
    await drawScreens(browser, phones, { ...PHONE, scale: SCALE, radius: 28 }),
  );
}

/** Takes screenshots of pages that have chats in their sidebar. */
export class Photographer {
  readonly #browser: Browser;
  readonly #server: RunnelServer;
  readonly #language: Language;

  constructor(browser: Browser, server: RunnelServer, language: Language) {
    this.#browser = browser;
    this.#server = server;
    this.#language = language;
  }

  /** Saves a picture of a page on a desktop. */
  async saveDesktop(
    name: string,
    colorScheme: 'light' | 'dark',
    prepare: (page: Page) => Promise<void>,
  ): Promise<void> {
    const screen = await this.take({ viewport: DESKTOP, colorScheme }, prepare);
    await savePicture(
      `${name}-${this.#language}`,
      await drawScreens(this.#browser, [screen], { ...DESKTOP, scale: SCALE, radius: 12 }),
    );
  }

  async take(options: BrowserContextOptions, prepare: (page: Page) => Promise<void>): Promise<Buffer> {
    const isPhone = options.viewport === PHONE;
    const context = await this.#browser.newContext({
      ...options,
      baseURL: this.#server.url,
      locale: LOCALES[this.#language],
      deviceScaleFactor: SCALE,
      hasTouch: isPhone,
      isMobile: isPhone,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await storeChats(
      page,
      CHATS[this.#language].map((chat) => ({ model: 'gpt-5', ...chat })),
    );
    await prepare(page);
    await page.locator('header button[aria-haspopup=dialog]').waitFor();
    if (!isPhone) await page.locator('aside a').nth(5).waitFor();
    await page.evaluate(() => document.fonts.ready);
    const screenshot = await page.screenshot();
    await context.close();
    return screenshot;
  }
}

async function openChat(page: Page, id: 'salt' | 'rename'): Promise<void> {
  await page.goto(`/chats/${id}`);
  await page
    .locator(id === 'salt' ? '.md .katex-display, .md math' : '.md-line span[style]')
    .first()
    .waitFor();
  await page.locator('header button[aria-haspopup=menu]').waitFor();
  await page.evaluate(() => scrollTo({ top: 0 }));
}

/** Has the model call two tools and say what follows from their results. */
async function callTools(page: Page, upstream: ScriptedUpstream, language: Language): Promise<void> {
  const { question, chart, after } = RAINFALL[language];
  await page.goto('/');
  await page.getByRole('textbox').fill(question);
  await page.getByRole('textbox').press('Enter');
  const asked = await upstream.nextRequest();
  asked.callTools(...createRainfallCalls(language));
  const told = await upstream.nextRequest();
  told.write(after);
  told.finish();
  await page.locator('article[aria-busy=false]').waitFor();
  await page.evaluate(() => scrollTo({ top: 0 }));
  await page.getByRole('img', { name: chart.title }).locator('rect').nth(11).waitFor();
  await page.getByRole('textbox').blur();
}
