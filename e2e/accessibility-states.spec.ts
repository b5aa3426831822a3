import type { Page } from '@playwright/test';
import { expectNoViolations } from './fixtures/page/axe.ts';
import { TEXTS } from './fixtures/page/texts.ts';
import { ConnectionProxy } from './fixtures/servers/connection-proxy.ts';
import { expect, stayInterrupted, test } from './fixtures/test.ts';

const ANSWER =
  '# Salt\n\nRivers bring **it**, see [here](https://example.com).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst salt = 35; // percent\nlet ';
/** The text of the last answer, in any language. */
const words = (page: Page) => page.locator('article [data-part=text]').last();
const field = (page: Page) => page.locator('textarea[data-composer]');

async function ask(page: Page, question: string): Promise<void> {
  await field(page).fill(question);
  await field(page).press('Enter');
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  const texts = TEXTS[locale];
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test('axe finds no violation while an answer is awaited and streams, and while a queued question is edited', async ({
      page,
      upstream,
    }) => {
      await page.goto('/');
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      const line = page.locator('[data-phase]');
      await expect(line).toContainText(texts.waiting);
      await expectNoViolations(page, 'waiting for the first word');
      request.think('Hm. ', 'Salt.');
      await expect(line).toHaveText(texts.thinking);
      await expectNoViolations(page, 'thinking');
      request.write(ANSWER);
      await expect(page.locator('pre')).toBeVisible();
      await page.locator('article summary').click();
      await expectNoViolations(page, 'an answer that is written, its thoughts open');
      await ask(page, 'And then?');
      const queue = page.getByRole('region', { name: texts.message.queuedQuestion });
      await queue.getByRole('button', { name: texts.message.editQueued }).click();
      await expect(page.getByRole('textbox', { name: texts.message.queuedQuestion })).toBeFocused();
      await expectNoViolations(page, 'a question that waits, being changed');
      await button(page, texts.stop).first().click();
      await request.closed;
    });

    test('axe finds no violation when a model stalls, a run is stopped, or a question is edited', async ({
      page,
      upstream,
    }) => {
      await page.clock.install();
      await page.goto('/');
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.think('Salt.');
      request.write(ANSWER);
      await expect(page.locator('pre')).toBeVisible();
      await page.locator('article summary').click();
      await ask(page, 'And then?');
      await expect(button(page, texts.message.removeQueued)).toBeVisible();
      await page.clock.fastForward(8_000);
      await expect(button(page, texts.keepWaiting)).toBeVisible();
      await expectNoViolations(page, 'a model that has fallen silent');
      await button(page, texts.stop).first().click();
      await expect(page.getByText(texts.stopped, { exact: true })).toBeVisible();
      await expectNoViolations(page, 'stopped, with a question that waits for a word');
      await button(page, texts.message.removeQueued).click();
      await field(page).press('ArrowUp');
      await expect(page.getByRole('textbox', { name: texts.message.editQuestion })).toBeFocused();
      await expectNoViolations(page, 'a question that is edited');
    });

    test('axe finds no violation when a run is retried, fails, or is cut off', async ({ page, upstream }) => {
      await page.addInitScript(stayInterrupted);
      await page.goto('/');
      await ask(page, 'Why?');
      (await upstream.nextRequest()).refuse(429, 'Slow down.', { 'retry-after': '30' });
      await expect(page.locator('[data-phase=retrying]')).toBeVisible();
      await expectNoViolations(page, 'a run that is tried again');
      await button(page, texts.stop).click();
      await ask(page, 'Why?');
      (await upstream.nextRequest()).refuse(400, 'No such option.');
      await expect(page.locator('[data-outcome=failed]')).toContainText('No such option.');
      await expectNoViolations(page, 'a run that has failed');
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.write('Because');
      await expect(words(page)).toHaveText('Because');
      request.reset();
      await expect(button(page, texts.continue)).toBeVisible();
      await expectNoViolations(page, 'an answer that was cut');
    });

    test('axe finds no violation when a file cannot be attached, the connection drops, or the device is offline', async ({
      page,
      context,
      server,
      upstream,
    }) => {
      const proxy = await ConnectionProxy.start(server.url);
      await page.goto(proxy.url);
      const chooser = page.waitForEvent('filechooser');
      await button(page, texts.message.attach).click();
      await (await chooser).setFiles([
        { name: 'salt.md', mimeType: 'text/markdown', buffer: Buffer.from('# Salt') },
        { name: 'salt.zip', mimeType: 'application/zip', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff]) },
      ]);
      await expect(page.locator('form').getByRole('alert')).toContainText('salt.zip');
      await expectNoViolations(page, 'files that are attached, one that cannot be');
      await button(page, texts.message.removeFile('salt.zip')).click();
      await ask(page, 'Why?');
      const request = await upstream.nextRequest();
      request.write('Because ');
      await expect(words(page)).toHaveText('Because');
      proxy.target = 'http://127.0.0.1:9'; // where nobody listens
      proxy.cut();
      await expect(page.locator('[data-phase]')).toContainText(texts.reconnecting);
      await expectNoViolations(page, 'a line that dropped');
      await context.setOffline(true);
      await expect(page.locator('[data-phase]')).toContainText(texts.offline);
      await expectNoViolations(page, 'a device that is offline');
      proxy.target = server.url;
      await context.setOffline(false);
      request.write('rivers.');
      request.finish();
      await expect(words(page)).toHaveText('Because rivers.');
      await proxy.close();
    });

    test('axe finds no violation when the browser refuses storage', async ({ page, upstream }) => {
      await page.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      });
      await page.goto('/');
      await ask(page, 'Hello');
      (await upstream.nextRequest()).finish();
      await expect(page.getByText(texts.unsaved.refused)).toBeVisible();
      await expectNoViolations(page, 'a browser that keeps nothing');
      await page.goto('/chats/nothing');
      await expect(page.getByText(texts.unsaved.refused)).toBeVisible();
      await expectNoViolations(page, 'a chat that cannot be read');
    });

    test('axe finds no violation on the page of an unknown chat', async ({ page }) => {
      await page.goto('/chats/nothing');
      await expect(page.getByRole('heading', { name: texts.shell.unknownChat })).toBeVisible();
      await expectNoViolations(page, 'an unknown chat');
    });

    test('axe finds no violation after an import that succeeded or failed', async ({ page }) => {
      await page.goto('/');
      await button(page, texts.shell.settings.title).click();
      await page.getByRole('tab', { name: texts.shell.settings.tabs.data }).click();
      const importFile = (text: string) =>
        page
          .getByLabel(texts.shell.settings.import)
          .last()
          .setInputFiles({ name: 'chats.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      const notice = page.getByRole('dialog').getByRole('status').first();
      await importFile('{}');
      await expect(notice).toHaveText(texts.notImported['unknown-format']);
      await expectNoViolations(page, 'a file that cannot be imported');
      const message = { id: 'm', role: 'user', parts: [{ type: 'text', text: 'Why?' }] };
      const chat = { id: 'c', title: 'Why?', createdAt: 1, updatedAt: 1, headId: 'm' };
      const messages = [{ id: 'm', parentId: null, createdAt: 1, message }];
      await importFile(
        JSON.stringify({ format: 'runnel-chats', version: 1, chats: [{ ...chat, messages }] }),
      );
      await expect(notice).toHaveText(
        texts.shell.settings.imported({ added: 1, unchanged: 0, copied: 0, omitted: 0 }),
      );
      await expectNoViolations(page, 'a file that was imported');
    });
  });
}
