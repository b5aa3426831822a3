import type { Page } from '@playwright/test';
import { answerText, ask, detail, expect, test } from './fixtures/test.ts';

declare global {
  /** What stands in for the browser's speech recognition. */
  var recognition: { onresult(event: object): void; onerror(event: object): void; onend(): void };
}

const item = (page: Page, text: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: text });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function exchange(
  page: Page,
  upstream: { nextRequest(): Promise<{ write(text: string): void; finish(): void }> },
  question: string,
  answer: string,
) {
  await ask(page, question);
  const request = await upstream.nextRequest();
  request.write(answer);
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
}

test('an answer is copied as Markdown or as plain text', async ({ page, upstream, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  const markdown = '# Head\n\nSome **bold** words.\n\n```js\nlet a = 1;\n```';
  await exchange(page, upstream, 'Show', markdown);
  const answer = item(page, 'Head');
  const row = answer.getByRole('toolbar', { name: 'Actions' });
  await row.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe(markdown);
  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy as plain text' }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^Head\n+Some bold words\.\n+let a = 1;$/);
});

test('message actions appear on hover and focus without moving anything', async ({ page, upstream }) => {
  await page.goto('/');
  await exchange(page, upstream, 'First?', 'One.');
  await exchange(page, upstream, 'Second?', 'Two.');
  const first = item(page, 'One.');
  const row = first.getByRole('toolbar', { name: 'Actions' });
  await page.mouse.move(0, 0);
  await first.scrollIntoViewIfNeeded();
  await expect(row).toHaveCSS('opacity', '0');
  /** On the page, which scrolls to the first answer when that is hovered. */
  const place = () => answerText(page).evaluate((text) => text.getBoundingClientRect().top + scrollY);
  const before = await place();
  await first.hover();
  await expect(row).toHaveCSS('opacity', '1');
  expect(await place()).toBe(before);
  await page.mouse.move(0, 0);
  await expect(row).toHaveCSS('opacity', '0');
  await row.getByRole('button', { name: 'Regenerate' }).focus();
  await expect(row).toHaveCSS('opacity', '1');
  await expect(item(page, 'Two.').getByRole('toolbar', { name: 'Actions' })).toHaveCSS('opacity', '1');
});

test('on touch devices message actions are always visible and large enough', async ({
  browser,
  server,
  upstream,
}) => {
  const context = await browser.newContext({
    baseURL: server.url,
    hasTouch: true,
    isMobile: true,
    locale: 'en-US',
    viewport: { width: 375, height: 720 },
  });
  const page = await context.newPage();
  await page.goto('/');
  await exchange(page, upstream, 'First?', 'One.');
  await exchange(page, upstream, 'Second?', 'Two.');
  const row = item(page, 'One.').getByRole('toolbar', { name: 'Actions' });
  await expect(row).toHaveCSS('opacity', '1');
  const box = await row.getByRole('button', { name: 'Copy', exact: true }).boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  await context.close();
});

test('an answer shows its time and model on hover, and on request how it was written', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await exchange(page, upstream, 'First?', 'One.');
  const facts = page.locator('[data-run-details]');
  await expect(facts).toHaveText(/\d:\d\d.* · scripted$/);
  await expect(facts).toHaveCSS('font-size', '12px');
  await expect(facts).toHaveCSS('opacity', '0');
  await page.getByRole('article', { name: 'Answer' }).hover();
  await expect(facts).toHaveCSS('opacity', '1');
  await facts.click();
  await expect(detail(page, 'Output tokens')).toHaveText('11');
  await expect(detail(page, 'Requests to the model')).toHaveText('1');
  await expect(detail(page, 'Checksum')).toHaveText('matches');
  await expect(detail(page, 'Cost')).toHaveText('0.000124');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Details' })).toBeHidden();
  await expect(facts).toBeFocused();
});

test('an answer can be regenerated with another model', async ({ page, upstream }) => {
  await page.route('**/api/models', (route) => {
    const can = { reasoning: false, tools: true, images: false };
    const models = ['scripted', 'other'].map((id) => ({ id, label: id, provider: 'test', can }));
    return route.fulfill({ json: { models } });
  });
  await page.goto('/');
  await exchange(page, upstream, 'First?', 'One.');
  await item(page, 'One.').getByRole('button', { name: 'More' }).click();
  // The server has one model only, so check the model of the request. A request for a title may come between.
  const posted = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/run'),
  );
  await page.getByRole('menuitem', { name: 'Regenerate with…' }).click();
  await page.getByRole('option', { name: 'other' }).click();
  expect((await posted).postDataJSON()).toMatchObject({ model: 'other', trigger: 'regenerate-message' });
});

test('an answer is read aloud in its own language, and can be silenced', async ({ page, upstream }) => {
  await page.addInitScript(() => {
    const spoken: { text: string; lang: string }[] = [];
    const silenced = { times: 0 };
    Object.assign(globalThis, { spoken, silenced });
    speechSynthesis.speak = ({ text, lang }) => void spoken.push({ text, lang });
    speechSynthesis.cancel = () => void silenced.times++;
  });
  await page.goto('/');
  await exchange(page, upstream, 'Speak', '**涓流**是细小的水流。它不停。');
  await expect(answerText(page).locator('strong')).toBeVisible(); // the rendered text is read aloud
  await page.getByRole('button', { name: 'Read aloud' }).click();
  const spoken = () => page.evaluate(() => (globalThis as unknown as { spoken: object[] }).spoken);
  await expect.poll(spoken).toEqual([
    { text: '涓流是细小的水流。', lang: 'zh-CN' },
    { text: '它不停。', lang: 'zh-CN' },
  ]);
  await page.getByRole('button', { name: 'Stop reading' }).click();
  await expect(page.getByRole('button', { name: 'Read aloud' })).toBeVisible();
  expect(
    await page.evaluate(() => (globalThis as unknown as { silenced: { times: number } }).silenced.times),
  ).toBe(1);
});

test('dictation appends to the draft', async ({ page }) => {
  await page.addInitScript(() => {
    class Recognition {
      onresult?: (event: object) => void;
      onerror?: (event: object) => void;
      onend?: () => void;
      start() {
        Object.assign(globalThis, { recognition: this });
      }
      stop() {
        this.onend?.();
      }
      abort() {}
    }
    Object.assign(globalThis, { SpeechRecognition: Recognition });
  });
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Typed,');
  await page.getByRole('button', { name: 'Dictate', exact: true }).click();
  await page.evaluate(() => {
    recognition.onresult({ resultIndex: 0, results: [{ isFinal: true, 0: { transcript: ' and said' } }] });
  });
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('Typed, and said');
  await page.getByRole('button', { name: 'Stop dictation' }).click();
  await expect(page.getByRole('button', { name: 'Dictate', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Dictate', exact: true }).click();
  await page.evaluate(() => {
    recognition.onerror({ error: 'not-allowed' });
    recognition.onend();
  });
  await expect(page.getByText('Microphone unavailable')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Dictate', exact: true })).toBeVisible();
});

test('dictation is hidden where the browser does not support it', async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(globalThis, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined });
  });
  await page.goto('/');
  await page.waitForLoadState('networkidle'); // the button's code is loaded when the page is idle
  await expect(page.locator('a[href="#composer"]')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Dictate' })).toHaveCount(0);
});
