import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { answerActions, ask, expect, test } from './fixtures/test.ts';

test('a slash without saved prompts offers to create the first, which then begins new chats', async ({
  page,
}) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.press('/');
  await page.getByRole('dialog', { name: 'Prompts' }).getByRole('option', { name: 'New prompt' }).click();
  await expect(page.getByRole('tab', { name: 'Prompts' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'New prompt' }).click();
  await page.getByLabel('Name').fill('Translate');
  await page.getByLabel('Prompt', { exact: true }).fill('Translate into French: ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Edit “Translate”' })).toBeVisible();
  await page.keyboard.press('Escape');
  await field.fill('');
  await page.reload();
  const starters = page.getByRole('main').getByRole('list').getByRole('button');
  await expect(starters).toHaveText(['Translate']);
  await starters.click();
  await expect(field).toHaveValue('Translate into French: ');
  await expect(field).toBeFocused();
});

test("a new chat offers people's tasks with a real model, and the demo's prompts with the demo", async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  const starters = page.getByRole('main').getByRole('list').getByRole('button');
  await expect(starters.first()).toHaveText('Plan a weekend in Lisbon for two');
  await expect(starters).toHaveCount(4);
  await starters.first().click();
  const request = await upstream.nextRequest();
  expect(request.question).toBe('Plan a weekend in Lisbon for two');
  request.finish();

  const demo = await RunnelServer.start({});
  await page.goto(demo.url);
  await expect(starters.first()).toHaveText('Show me what Markdown can do: a table, code, a formula');
  await demo.stop();
});

test('a branch is named as one', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toHaveText('Because.');
  await answerActions(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Branch in new chat' }).click();
  await expect(page.getByRole('banner').getByRole('heading', { level: 1 })).toHaveText('Why? (branch)');
});
