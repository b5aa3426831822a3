import { readFile } from 'node:fs/promises';
import { openSettings } from './fixtures/page/settings.ts';
import { type StoredChat, storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, detail, expect, test } from './fixtures/test.ts';

test('while an answer streams, its speed, its first token and its duration are shown', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'How fast?');
  const request = await upstream.nextRequest();
  const figures = page.locator('[data-live-figures]');
  await expect(figures).toBeEmpty();
  const writing = setInterval(() => request.write('four '), 40);
  try {
    await expect(figures).toHaveText(/^≈ [\d.]+ tokens\/sfirst token [\d.]+ s\d+ s in total$/);
    request.write(`${'four '.repeat(4_000)}end. `);
    await expect(answerText(page)).toContainText('end.');
    await page.reload();
    // The page has not seen the first token, and does not take the replay for the model's speed.
    await expect(figures).toHaveText(/^≈ \d\d?(\.\d)? tokens\/s\d+ s in total$/);
  } finally {
    clearInterval(writing);
  }
  request.finish();
  await expect(figures).toHaveCount(0);
});

test('an answer’s details name the context used, and estimate and mark what was not reported', async ({
  page,
  upstream,
}) => {
  await page.route('**/api/models', async (route) => {
    const response = await route.fetch();
    const catalogue = await response.json();
    for (const model of catalogue.models) model.contextWindow = 1_000;
    await route.fulfill({ response, json: catalogue });
  });
  await page.goto('/');
  await ask(page, 'Why is the sea salt?');
  (await upstream.nextRequest()).finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const details = page.getByRole('dialog', { name: 'Details' });
  await page.locator('[data-run-details]').click();
  await expect(detail(page, 'Outcome')).toHaveText('complete');
  await expect(detail(page, 'Context used')).toHaveText('18 of 1,000 (1.8%)');
  await expect(details).not.toContainText('≈');
  await page.keyboard.press('Escape');

  await ask(page, 'And what does it weigh?');
  (await upstream.nextRequest()).write('A litre of it weighs a kilogram and a bit.');
  await expect(answerText(page)).toHaveText(/bit\.$/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await page.locator('[data-run-details]').last().click();
  await expect(detail(page, 'Outcome')).toHaveText('stopped');
  await expect(detail(page, 'Output tokens')).toHaveText('≈ 11');
  await expect(detail(page, 'Input tokens')).toHaveText('≈ 11'); // both questions; the first answer is empty
  await expect(details).toContainText('Estimated from the text');
});

test('an answer that was continued has the tokens and the cost of both runs', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Go on');
  const first = await upstream.nextRequest();
  first.write('One, ');
  first.finish('length');
  await page.getByRole('button', { name: 'Continue' }).click();
  const second = await upstream.nextRequest();
  second.write('two.');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await page.locator('[data-run-details]').click();
    await expect(detail(page, 'Continued')).toContainText('once');
    await expect(detail(page, 'Output tokens')).toHaveText('22');
    await expect(detail(page, 'Cost')).toHaveText('0.000248');
  }
});

const reported = { inputTokens: 1_200, outputTokens: 300 };
const CHATS: StoredChat[] = [
  { id: 'salt', title: 'Why is the sea salt?', facts: { ...reported, cost: 0.0054 } },
  { id: 'formula', title: '=HYPERLINK("https://evil.example")', facts: { ...reported, model: 'other' } },
  { id: 'stopped', title: 'River', answer: 'four'.repeat(40), daysAgo: 3, facts: { outcome: 'stopped' } },
  { id: 'old', title: 'Before', daysAgo: 45, facts: reported },
];

test('the settings add up tokens and cost per day, model and chat, and export them', async ({ page }) => {
  await storeChats(page, CHATS);
  await page.goto('/');
  await openSettings(page, 'Usage');
  const panel = page.getByRole('tabpanel');
  const total = (name: string) => panel.getByRole('term').filter({ hasText: name }).locator('+ dd');
  await expect(total('Today')).toHaveText('3K tokens2 answerscost 0.0054');
  await expect(total('Last 30 days')).toHaveText('≈ 3.04K tokens3 answerscost 0.0054');
  await expect(total('All chats')).toHaveText('≈ 4.54K tokens4 answerscost 0.0054');
  await expect(panel.getByRole('img')).toHaveAccessibleName(
    /^Tokens per day over the last 30 days: 2,401 input/,
  );
  const row = (table: string, name: string) =>
    panel.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });
  await expect(row('By model', 'other')).toHaveText('other11.2K300–');
  await expect(row('By chat', 'River')).toHaveText('River1≈ 1≈ 40–');
  await expect(panel).toContainText('deleted chats');
  await expect(panel).toContainText('Includes estimates');
  await panel.getByText('Show as table').click();
  await expect(panel.getByRole('table', { name: 'Tokens per day' }).getByRole('row')).toHaveCount(3);

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^usage \d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(6); // the last one is empty
  expect(lines[0]).toMatch(/^\ufeffday,chat,chat_id,model,/);
  expect(lines.find((line) => line.includes('formula'))).toMatch(
    /^[\d-]+,"'=HYPERLINK\(""https:\/\/evil\.example""\)","formula","other",1,1200,0,300,0,no,$/,
  );
});

test('the usage of a deleted chat is not counted', async ({ page }) => {
  await storeChats(page, CHATS.slice(0, 1));
  await page.goto('/');
  await openSettings(page, 'Data');
  await page.getByRole('button', { name: 'Delete all chats…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete all chats' }).click();
  await openSettings(page, 'Usage');
  await expect(page.getByRole('tabpanel')).toContainText('No answers yet.');
});

for (const locale of ['en-US', 'zh-CN'])
  test(`the usage fits on a phone in ${locale}`, async ({ browser, server }) => {
    const viewport = { width: 375, height: 740 };
    const context = await browser.newContext({ baseURL: server.url, viewport, locale, hasTouch: true });
    const page = await context.newPage();
    const busy = { inputTokens: 123_456_789, outputTokens: 98_765_432, cost: 1234.5 };
    await storeChats(page, [{ ...CHATS[0], id: 'salt', title: 'A long title '.repeat(9), facts: busy }]);
    await page.goto('/chats/salt');
    await page.getByRole('article').first().waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('tab', { name: /Usage|用量/ }).click();
    const panel = page.getByRole('tabpanel');
    await expect(panel.getByRole('table')).toHaveCount(2);
    const widths = await panel.evaluate((each) => [each.scrollWidth - each.clientWidth, each.scrollHeight]);
    expect(widths[0]).toBe(0);
    for (const cell of await panel.locator('td, dd').all()) {
      const cut = await cell.evaluate((each) => each.scrollWidth - each.clientWidth);
      expect(cut, (await cell.textContent()) ?? '').toBeLessThanOrEqual(0);
    }
    await context.close();
  });
