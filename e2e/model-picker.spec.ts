import { openSettings } from './fixtures/page/settings.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

const LONG_ID = 'accounts/fireworks/models/deepseek-v3p1-terminus-with-a-long-name';

/** Has several models of one host. */
let server: RunnelServer;
test.beforeAll(async ({ runnel: { upstream } }) => {
  server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: `gpt-5-mini,o4-large,${LONG_ID}`,
  });
});
test.afterAll(() => server.stop());

test('an answer is regenerated with a model from the searchable list', async ({ page, upstream }) => {
  await page.goto(server.url);
  await ask(page, 'Hello');
  const first = await upstream.nextRequest();
  first.write('One');
  first.finish();
  await expect(answerText(page)).toHaveText('One');
  await answerActions(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Regenerate with…' }).click();
  const list = page.getByRole('dialog', { name: 'Choose a model' });
  await expect(list.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('large');
  await expect(list.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  const second = await upstream.nextRequest();
  expect(second.body.model).toBe('o4-large');
  second.write('Two');
  second.finish();
  await expect(answerText(page)).toHaveText('Two');
});

test('the settings choose the model of a chat from the same list, which can be unset again', async ({
  page,
  upstream,
}) => {
  await page.goto(server.url);
  await openSettings(page, 'Defaults');
  const field = page.getByRole('tabpanel').getByRole('button', { name: 'Model: Automatic' });
  await field.click();
  const list = page.getByRole('dialog', { name: 'Choose a model' });
  await expect(list.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('large');
  await page.keyboard.press('Enter');
  const chosen = page.getByRole('tabpanel').getByRole('button', { name: 'Model: o4-large' });
  await expect(chosen).toBeFocused();
  await page.keyboard.press('Escape');
  const inHeader = page.getByRole('banner').getByRole('button', { name: 'Model: o4-large' });
  await expect(inHeader).toBeVisible(); // it is stored
  await page.reload();
  await expect(inHeader).toBeVisible();
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.model).toBe('o4-large');
  request.finish();
  await openSettings(page, 'Defaults');
  await chosen.click();
  await list.getByRole('option').first().click();
  await expect(field).toBeFocused();
});

test('the list shows ids whole and abilities in words, and no host where all have the same', async ({
  page,
}) => {
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Model:' }).click();
  const option = page.getByRole('option', { name: LONG_ID });
  await expect(option).toBeVisible();
  const isWhole = await option.evaluate((element) =>
    [...element.querySelectorAll('span')].every((span) => span.scrollWidth <= span.clientWidth + 1),
  );
  expect(isWhole).toBe(true);
  await expect(page.getByRole('option', { name: 'gpt-5-mini' })).toContainText('Tools');
  await expect(page.getByRole('option', { name: 'gpt-5-mini' })).not.toContainText('127.0.0.1');
});
