import { openSettings } from './fixtures/page/settings.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('settings of a new chat apply to its first message, and persist', async ({ page, upstream }) => {
  await page.goto('/');
  await openSettings(page, 'This chat');
  await page.getByLabel('Instructions').fill('Answer like a river.');
  await page.getByLabel('Temperature').fill('0.3');
  await page.getByLabel('Max response length').fill('512');
  await page.getByLabel('Reasoning effort').selectOption('Low');
  await page.keyboard.press('Escape');
  for (const question of ['First', 'Second']) {
    await ask(page, question);
    const request = await upstream.nextRequest();
    expect(request.body.messages[0]).toMatchObject({ role: 'system', content: 'Answer like a river.' });
    expect(request.body).toMatchObject({ temperature: 0.3, max_tokens: 512, reasoning_effort: 'low' });
    request.write('Well');
    request.finish();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
    await page.reload();
    await expect(answerText(page)).toHaveText('Well');
  }
  await page.getByRole('button', { name: 'New chat' }).click();
  await ask(page, 'Elsewhere');
  const request = await upstream.nextRequest();
  expect(request.body.messages.map(({ role }) => role)).toEqual(['user']);
  expect(request.body.temperature).toBeUndefined();
  request.finish();
});

test('a chat uses the defaults, except for its own settings', async ({ page, upstream }) => {
  await page.goto('/');
  await openSettings(page, 'Defaults');
  await page.getByLabel('Instructions').fill('Be brief.');
  await page.getByLabel('Temperature').fill('1');
  await page.getByRole('tab', { name: 'This chat' }).click();
  await expect(page.getByLabel('Temperature')).toHaveAttribute('placeholder', '1');
  await page.getByLabel('Temperature').fill('0');
  await page.keyboard.press('Escape');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.messages[0]).toMatchObject({ role: 'system', content: 'Be brief.' });
  expect(request.body.temperature).toBe(0);
  request.finish();
});

test('reading settings apply to all chats', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'Code', answer: '```js\nconst a = 1;\nconst b = 2;\n```' }]);
  await page.goto('/chats/one');
  const code = page.locator('pre');
  const line = code.locator('.md-line').nth(1);
  const numberOf = () => line.evaluate((element) => getComputedStyle(element, '::before').content);
  await expect(line).toHaveText('const b = 2;');
  expect(await numberOf()).toBe('none');
  await openSettings(page, 'Appearance');
  await page.getByRole('checkbox', { name: 'Line numbers in code' }).check();
  await page.keyboard.press('Escape');
  await expect.poll(numberOf).toBe('"2"');
});

test('a number out of range is reported and not used', async ({ page, upstream }) => {
  await page.goto('/');
  await openSettings(page, 'This chat');
  await page.getByLabel('Temperature').fill('7');
  await expect(page.getByText('Enter a number from 0 to 2. This value isn’t saved.')).toBeVisible();
  await page.keyboard.press('Escape');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.temperature).toBeUndefined();
  request.finish();
});

test('a saved prompt can be edited, inserted with a slash, and deleted', async ({ page }) => {
  await page.goto('/');
  await openSettings(page, 'Prompts');
  await page.getByRole('button', { name: 'New prompt' }).click();
  await page.getByLabel('Name').fill('Translate');
  await page.getByLabel('Prompt', { exact: true }).fill('Translate into Chinese: ');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Edit “Translate”' }).click();
  await page.getByLabel('Prompt', { exact: true }).fill('Translate into French: ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Translate into French:')).toBeVisible();
  await page.keyboard.press('Escape');

  const field = page.getByRole('textbox', { name: 'Message' });
  await field.focus();
  await page.keyboard.type('/');
  const prompts = page.getByRole('dialog', { name: 'Prompts' });
  await expect(prompts.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('Translate into French: ');
  await expect(field).toBeFocused();
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();

  await openSettings(page, 'Prompts');
  await page.getByRole('button', { name: 'Delete “Translate”' }).click();
  await expect(page.getByRole('button', { name: 'Edit “Translate”' })).toHaveCount(0);
});

test('a prompt that cannot be stored stays in its form', async ({ page }) => {
  await page.goto('/');
  await openSettings(page, 'Prompts');
  await page.getByRole('button', { name: 'New prompt' }).click();
  const text = page.getByLabel('Prompt', { exact: true });
  await text.fill('Translate into Chinese: ');
  await page.evaluate(() => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Browser storage is full')).toBeVisible();
  await expect(text).toHaveValue('Translate into Chinese: ');
});

test('the chosen color scheme applies from the first paint', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true }); // the input is hidden behind its label
  await expect.poll(background).not.toBe(light);
  const dark = await background();

  // The script in the head alone sets the colors: the app's own scripts do not load.
  await page.route('**/_next/static/**/*.js', (route) => route.abort());
  await page.reload();
  expect(await background()).toBe(dark);
  await page.unroute('**/_next/static/**/*.js');
  await page.reload();
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'System' }).check({ force: true }); // as above
  await expect.poll(background).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).toBe(dark);
});

test('the language can be chosen in the settings, and persists', async ({ page }) => {
  await page.goto('/');
  await openSettings(page, 'Appearance');
  await page.getByLabel('Language').selectOption('中文');
  await expect(page.getByRole('button', { name: '设置' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});
