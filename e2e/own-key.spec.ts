import type { Page } from '@playwright/test';
import { englishShell } from '#lib/i18n/en/shell.ts';
import { chineseShell } from '#lib/i18n/zh/shell.ts';
import { expectNoViolations } from './fixtures/page/axe.ts';
import { openSettings } from './fixtures/page/settings.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, stayInterrupted, test } from './fixtures/test.ts';

const PRELOAD = new URL('fixtures/servers/public-names.mjs', import.meta.url).href;
const KEY = 'sk-own-0123456789abcdef';
const MODEL = 'qwen3-own'; // of a family that can call tools
const HOST = 'models.public.dev';
const PRIVATE_HOST = 'models.private.public.dev';

/** The server of this machine's operator, and the provider of the reader's key. */
let server: RunnelServer;
let provider: ScriptedUpstream;

test.beforeAll(async ({ runnel: { upstream } }) => {
  provider = await ScriptedUpstream.start();
  provider.models = [MODEL];
  provider.apiKey = KEY;
  server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'shared-model',
    USER_KEYS: 'on',
    USER_BASE_URLS: `https://${HOST}/v1,https://${PRIVATE_HOST}/v1`,
    WEB_FETCH: 'on',
    MAX_RETRIES: '0',
    PUBLIC_PORT: new URL(provider.url).port,
    NODE_OPTIONS: `--import ${PRELOAD}`,
  });
});
test.afterAll(async () => {
  await server.stop();
  await provider.close();
});
test.beforeEach(() => provider.reset());

const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings' });
const status = (page: Page) => settings(page).getByRole('status');
const picker = (page: Page) => page.getByRole('button', { name: 'Model:' });

async function enterKey(page: Page, key: string): Promise<void> {
  await settings(page).getByRole('textbox', { name: 'API key' }).fill(key);
  await settings(page).getByRole('button', { name: 'Test and save' }).click();
}

/** Opens the page, stores the key, and chooses its model. */
async function useKey(page: Page): Promise<void> {
  await page.goto(server.url);
  await openSettings(page, 'Your API key');
  await enterKey(page, KEY);
  await expect(status(page)).toHaveText('The key works. 1 model available.');
  await page.keyboard.press('Escape');
  await picker(page).click();
  await page.getByRole('option', { name: MODEL }).click();
}

test('a reader tests, saves, uses and removes a key of their own, which only their browser stores', async ({
  page,
  upstream,
}) => {
  await page.goto(server.url);
  await openSettings(page, 'Your API key');
  await enterKey(page, 'sk-wrong-0123456789');
  await expect(status(page)).toHaveText('The provider didn’t accept the key (HTTP 401).');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('sk-wrong');
  await enterKey(page, KEY);
  await expect(status(page)).toHaveText('The key works. 1 model available.');
  await expect(settings(page)).toContainText(`Your key for ${HOST}/v1, ending in cdef, is in use.`);
  await page.keyboard.press('Escape');

  await picker(page).click();
  await expect(page.getByRole('option', { name: 'shared-model' })).not.toContainText('your key');
  await expect(page.getByRole('option', { name: MODEL })).toContainText(`${HOST} · your key`);
  await page.getByRole('option', { name: MODEL }).click();
  await expect(page.getByRole('banner')).toContainText('your key');

  await ask(page, 'With my key');
  const titled = provider.nextTitleRequest();
  const own = await provider.nextRequest();
  expect(own.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(own.body.model).toBe(MODEL);
  own.write('Paid by you.');
  own.finish();
  await expect(answerText(page)).toHaveText('Paid by you.');
  const title = await titled;
  expect(title.headers.authorization).toBe(`Bearer ${KEY}`);
  title.finish();

  await page.reload();
  await picker(page).click();
  await page.getByRole('option', { name: 'shared-model' }).click();
  await expect(page.getByRole('banner')).not.toContainText('your key');
  await ask(page, 'With theirs');
  const shared = await upstream.nextRequest();
  expect(shared.headers.authorization).toBe('Bearer sk-test-0123456789');
  shared.write('Paid by them.');
  shared.finish();
  await expect(answerText(page)).toHaveText('Paid by them.');

  await openSettings(page, 'Your API key');
  await settings(page).getByRole('button', { name: 'Remove' }).click();
  await expect(status(page)).toHaveText('The key was removed from this browser.');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('sk-own');
  await page.keyboard.press('Escape');
  await expect(picker(page)).toHaveCount(0); // the server's only model is plain text
  expect(server.output.join('\n')).not.toContain('sk-own');
});

test('an answer that is continued, by the reader or after a tool call, is continued with the key', async ({
  page,
}) => {
  await page.addInitScript(stayInterrupted);
  await useKey(page);
  await ask(page, 'Read it');
  const calling = await provider.nextRequest();
  calling.callTools({ id: 'c1', name: 'fetch_web_page', input: { url: 'https://page.private.public.dev/' } });
  await page.getByRole('button', { name: 'Allow once' }).click();
  const afterCall = await provider.nextRequest();
  expect(afterCall.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(String(afterCall.toolResults.c1)).toContain('does not resolve to a public address');
  afterCall.write('It is ');
  await expect(answerText(page)).toHaveText('It is');
  afterCall.reset();
  await page.getByRole('button', { name: 'Continue' }).click();
  const rest = await provider.nextRequest();
  expect(rest.headers.authorization).toBe(`Bearer ${KEY}`);
  rest.write('private.');
  rest.finish();
  await expect(answerText(page)).toHaveText('It is private.');
});

test('a key that the provider repeats in its refusal is shown to nobody, and recorded nowhere', async ({
  page,
}) => {
  await useKey(page);
  await ask(page, 'Hello');
  (await provider.nextRequest()).refuse(403, `Wrong key ${KEY} (${btoa(`user:${KEY}`)})`);
  await expect(page.getByRole('main')).toContainText('403');
  await expect.poll(() => server.records.length).toBeGreaterThan(0);
  const shown = await page.content();
  for (const text of [shown, server.output.join('\n')]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(btoa(`user:${KEY}`).slice(8, 28));
  }
});

test('a base URL whose name resolves to a private address is not asked', async ({ page }) => {
  await page.goto(server.url);
  await openSettings(page, 'Your API key');
  await settings(page).getByRole('combobox', { name: 'Provider' }).selectOption(`${PRIVATE_HOST}/v1`);
  await enterKey(page, KEY);
  await expect(status(page)).toContainText(`${PRIVATE_HOST} does not resolve to a public address.`);
  const response = await page.request.post(`${server.url}/v1/chat/completions`, {
    headers: { 'x-user-key': KEY, 'x-user-base-url': `https://${PRIVATE_HOST}/v1` },
    data: { model: `${PRIVATE_HOST}/${MODEL}`, messages: [{ role: 'user', content: 'Hello' }] },
  });
  expect(response.status()).toBe(502);
  expect((await response.json()).error.message).toBe(`${PRIVATE_HOST} does not resolve to a public address.`);
  expect(provider.requests).toEqual([]);
});

test('the key is no login field, and can be entered with the keyboard alone', async ({ page }) => {
  await page.goto(server.url);
  await openSettings(page, 'Your API key');
  await page.keyboard.press('Tab');
  await expect(settings(page).getByRole('tabpanel')).toBeFocused(); // it scrolls
  await page.keyboard.press('Tab');
  await expect(settings(page).getByRole('combobox', { name: 'Provider' })).toBeFocused();
  await page.keyboard.press('Tab');
  const field = settings(page).getByRole('textbox', { name: 'API key' });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'text');
  await expect(field).toHaveAttribute('autocomplete', 'off');
  await expect(field).toHaveCSS('-webkit-text-security', 'disc');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('The key works. 1 model available.');
});

for (const [locale, t] of [
  ['en-US', englishShell],
  ['zh-CN', chineseShell],
] as const) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test('axe finds no violation before and after a key is stored', async ({ page }) => {
      await page.goto(server.url);
      await expect(page.getByRole('main').getByRole('textbox')).toBeFocused();
      await page.keyboard.press('Control+,');
      await page.getByRole('tab', { name: t.settings.tabs.key }).click();
      await expectNoViolations(page, 'the form');
      await page.getByRole('textbox', { name: t.ownKey.key }).fill(KEY);
      await page.getByRole('button', { name: t.ownKey.save }).click();
      await expect(page.getByRole('dialog').getByRole('status')).toHaveText(t.ownKey.works(1));
      await expectNoViolations(page, 'the stored key');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  });
}

test('a server without USER_KEYS does not ask for a key', async ({ page }) => {
  await page.goto('/');
  await openSettings(page, 'Data');
  await expect(page.getByRole('tab', { name: 'Your API key' })).toHaveCount(0);
});
