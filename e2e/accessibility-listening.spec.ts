import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { listen } from './fixtures/listening/heard.ts';
import { expectState, STATES } from './fixtures/listening/script.ts';
import { stopClock } from './fixtures/page/stopped-clock.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { TEXTS } from './fixtures/page/texts.ts';
import { ConnectionProxy } from './fixtures/servers/connection-proxy.ts';
import { expect, stayInterrupted } from './fixtures/test.ts';
import { card, test } from './fixtures/tool-test.ts';

const ANSWER =
  '# Salt\n\nRivers bring it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet salt = 35;\n```\n';
const ASKS = { id: 'c1', name: 'hills_get_height', input: { place: 'Vaals' } };

for (const locale of ['en-US', 'zh-CN'] as const) {
  const t = TEXTS[locale];
  const language = locale === 'en-US' ? 'en' : 'zh';
  const field = (page: Page) => page.locator('textarea[data-composer]');
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const expectNext = (page: Page, name: string) => expectState(page, name, language);
  /** The last announcement of a run. */
  const announced = (page: Page) => page.locator('main p[aria-live]');
  const ask = async (page: Page, question: string) => {
    await field(page).fill(question);
    await field(page).press('Enter');
  };

  let clock: Awaited<ReturnType<typeof stopClock>>;

  test.describe(`in ${locale}`, () => {
    test.use({ locale });
    test.beforeEach(async ({ page }) => {
      await page.addInitScript(stayInterrupted);
      clock = await stopClock(page); // so that no model is silent before the test says so
      await listen(page);
    });

    test('an answer is heard to start and to end, with everything in it', async ({ page, upstream }) => {
      await page.goto('/');
      await expect(page.getByRole('link')).toHaveCount(2); // the code for what follows is there
      await expectNext(page, 'A new chat');
      await ask(page, 'Why is the sea salt?');
      const request = await upstream.nextRequest();
      await expectNext(page, 'A question is sent');
      request.think('Hm.');
      await expectNext(page, 'The model reasons');
      request.write(ANSWER);
      await expectNext(page, 'An answer is written');
      await ask(page, 'And lakes?');
      await expectNext(page, 'A question is added to the queue');
      await button(page, t.message.removeQueued).click();
      request.finish();
      await expectNext(page, 'An answer is complete');
    });

    test('a stop, a failure, a retry and a cut answer are heard', async ({ page, upstream }) => {
      await page.goto('/');
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.write('Because');
      await expect(page.getByText('Because', { exact: true })).toBeVisible();
      await button(page, t.stop).click();
      await expectNext(page, 'An answer is stopped');
      await ask(page, 'Why?');
      await expect(announced(page)).toHaveText(t.announcements.started);
      (await upstream.nextRequest()).refuse(429, 'Slow down.', { 'retry-after': '30' });
      await expectNext(page, 'The model is asked again');
      await button(page, t.stop).click();
      await expect(page.locator('[data-phase]')).toHaveCount(0);
      await ask(page, 'Why?');
      await expect(announced(page)).toHaveText(t.announcements.started);
      (await upstream.nextRequest()).refuse(400, 'No such option.');
      await expectNext(page, 'An answer fails');
      await ask(page, 'Why?');
      const cut = await upstream.nextRequest();
      cut.write('Because');
      // The first answer has the same text, so that it says nothing about this one.
      await expect(announced(page)).toHaveText(t.announcements.started);
      await expect(page.getByRole('article', { name: t.message.answer }).last()).toHaveText('Because');
      cut.reset();
      await expectNext(page, 'An answer is cut off');
    });

    test('a silent model is heard of', async ({ page, upstream }) => {
      await page.goto('/');
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.write('Because');
      await expect(page.getByText('Because', { exact: true })).toBeVisible();
      await clock.advance(8_000);
      await expectNext(page, 'A model is silent');
      await button(page, t.stop).first().click();
      await request.closed;
    });

    test('a lost connection is heard of, and that it is back', async ({ page, server, upstream }) => {
      const proxy = await ConnectionProxy.start(server.url);
      await page.goto(proxy.url);
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.write('Because ');
      await expect(page.getByText('Because', { exact: true })).toBeVisible();
      proxy.target = 'http://127.0.0.1:9'; // where nobody listens
      proxy.cut();
      await expectNext(page, 'The connection is lost');
      proxy.target = server.url;
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await expectNext(page, 'The connection is back');
      request.finish();
      await expect(page.locator('[data-phase]')).toHaveCount(0);
      await proxy.close();
    });

    test('a tool is heard to ask for approval', async ({ page, upstream }) => {
      await page.goto('/');
      await ask(page, 'How high?');
      const request = await upstream.nextRequest();
      await expect(announced(page)).toHaveText(t.announcements.started);
      request.callTools(ASKS);
      await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
      await expectNext(page, 'A tool needs approval');
    });

    test('a file that cannot be attached is heard of', async ({ page }) => {
      await page.goto('/');
      const chooser = page.waitForEvent('filechooser');
      await button(page, t.message.attach).click();
      await (await chooser).setFiles([
        { name: 'salt.md', mimeType: 'text/markdown', buffer: Buffer.from('# Salt') },
        { name: 'salt.zip', mimeType: 'application/zip', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff]) },
      ]);
      await expectNext(page, 'A file cannot be attached');
    });

    test('a stored chat, its menu and the dialogs name what is in them', async ({ page }) => {
      await storeChats(page, [{ id: 'one', title: 'Why is the sea salt?', answer: ANSWER }]);
      await page.goto('/chats/one');
      await expect(page.getByRole('table')).toBeVisible();
      await expect(page.locator('aside li')).toHaveCount(1);
      await expectNext(page, 'A stored chat');
      await page.locator('header h1 button').press('Enter');
      await expectNext(page, 'The menu of a chat');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expectNext(page, 'The command palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Shift+f');
      await page.getByRole('combobox').fill('salt');
      await expectNext(page, 'A search');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+,');
      await expectNext(page, 'The settings');
      await page.goto('/chats/nothing');
      await expectNext(page, 'An unknown chat');
    });
  });
}

test('every state of the script is played', () => {
  const source = readFileSync(import.meta.filename, 'utf8');
  expect([...STATES.keys()].filter((name) => !source.includes(`expectNext(page, '${name}')`))).toEqual([]);
});
