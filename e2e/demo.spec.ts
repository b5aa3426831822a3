import { test as base, expect } from '@playwright/test';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';

const test = base.extend<object, { demo: RunnelServer }>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
    async ({}, use) => {
      const server = await RunnelServer.start({ WEB_FETCH: 'on' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
});

test('without a key the demo answers, and the page says that it does', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('The built-in demo is answering.')).toBeVisible();
  await page.getByRole('button', { name: 'What time is it in Tokyo, and what is 17% of 348?' }).click();
  const answer = page.getByRole('article', { name: 'Answer' });
  await answer.getByText('2 tool calls').click();
  await expect(answer.getByRole('region', { name: 'Current time' })).toContainText('Asia/Tokyo');
  await expect(answer.getByRole('region', { name: 'Calculator' })).toContainText('59.16');
  await expect(answer.locator('[data-part=text]').last()).toContainText('(Asia/Tokyo)');
  await expect(answer.locator('[data-part=text]').last()).toContainText('59.16');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('two calls of one step are shown in order with their inputs', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('What time is it in Paris and what is 12 * 3?');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('article', { name: 'Answer' });
  await answer.getByText('2 tool calls').click();
  const cards = answer.getByRole('region');
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText('Europe/Paris');
  await expect(cards.last()).toContainText('12 * 3');
  await expect(cards.last()).toContainText('36');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('a chart is drawn in the page, with its data as a table', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Draw a chart of the rain');
  await page.getByRole('button', { name: 'Send' }).click();
  const card = page.getByRole('region', { name: 'Chart' });
  await expect(card.getByRole('img', { name: 'Rainfall in two cities' }).locator('rect')).toHaveCount(12);
  await card.getByText('Show data').click();
  await expect(card.getByRole('row', { name: 'June' })).toHaveText('June22045');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('a program runs in the browser, and its result appears in the same answer', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Run some JavaScript');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('article', { name: 'Answer' });
  await expect(answer.getByRole('region', { name: 'JavaScript' })).toContainText('2 3 5 7 11 13 17 19 23 29');
  await expect(answer.locator('[data-part=text]').last()).toContainText('129');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('a tool with network access asks for approval, and the demo accepts a denial', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Read the web page https://runnel.invalid/');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  const answer = page.getByRole('article', { name: 'Answer' });
  await expect(answer.locator('[data-part=text]').last()).toContainText('You declined');
  await expect(answer).toHaveCount(1);
});

test('the demo answers in the language of the question', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('你好');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('我是涓流的');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
});

test('a failure in the middle of an answer keeps the text and is reported', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('Please fail');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'stopped here on purpose' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('right in the mid');
});

test('the catalogue says that only the demo was found and which variable to set', async ({ request }) => {
  const { models, notice } = await (await request.get('/api/models')).json();
  expect(models).toEqual([
    { id: 'demo', label: 'Demo', provider: 'demo', can: { reasoning: true, tools: true, images: false } },
  ]);
  expect(notice).toMatchObject({ code: 'demo-only', variable: 'OPENAI_API_KEY' });
});

for (const { locale, greeting } of [
  { locale: 'en-US', greeting: 'What would you like to know?' },
  { locale: 'zh-CN', greeting: '今天想聊点什么？' },
])
  test.describe(`on a phone in ${locale}`, () => {
    test.use({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true, locale });

    test('a new chat fits into the window', async ({ page }) => {
      await page.goto('/');
      await expect(page.getByText('OPENAI_API_KEY')).toBeVisible(); // the notice below the prompts is there
      await expect(page.getByRole('heading', { name: greeting })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(740);
    });
  });
