import { openSettings } from './fixtures/page/settings.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ask, expect, test } from './fixtures/test.ts';

/** Has two models, both of families that can call tools. */
let server: RunnelServer;

test.beforeAll(async ({ runnel: { upstream } }) => {
  server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'gpt-5-mini,o4-large',
  });
});
test.afterAll(() => server.stop());

test('a model is offered only the enabled tools', async ({ page, upstream }) => {
  const names = (tools: unknown) =>
    (tools as { function: { name: string } }[]).map((tool) => tool.function.name);
  await page.goto(server.url);
  await openSettings(page, 'This chat');
  await page.getByRole('checkbox', { name: 'Calculator' }).uncheck();
  await page.keyboard.press('Escape');
  await ask(page, 'Hello');
  const first = await upstream.nextRequest();
  expect(names(first.body.tools)).toContain('current_time');
  expect(names(first.body.tools)).not.toContain('calculate');
  first.write('Well');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await openSettings(page, 'This chat');
  await page.getByRole('button', { name: 'Use default', exact: true }).click();
  await page.keyboard.press('Escape');
  await ask(page, 'And now');
  const second = await upstream.nextRequest();
  expect(names(second.body.tools)).toContain('calculate');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('each chat remembers its model', async ({ page, upstream }) => {
  await page.goto(server.url);
  const picker = page.getByRole('button', { name: 'Model:' });
  await expect(picker).toHaveText('gpt-5-mini');
  await picker.click();
  const list = page.getByRole('dialog', { name: 'Choose a model' });
  await expect(list.getByRole('combobox')).toBeFocused();
  await expect(list.getByRole('option').first()).toContainText('Tools');
  await page.keyboard.type('large');
  await expect(list.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(list).toBeHidden();
  await expect(picker).toBeFocused();
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.model).toBe('o4-large');
  request.write('Well');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();

  await page.getByRole('button', { name: 'New chat' }).click();
  await picker.click();
  await list.getByRole('option', { name: 'gpt-5-mini' }).click();
  await expect(picker).toHaveText('gpt-5-mini');
  await page.getByRole('link', { name: 'Hello' }).click();
  await expect(picker).toHaveText('o4-large');
  await page.reload();
  await expect(picker).toHaveText('o4-large');
});
