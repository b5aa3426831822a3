import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { RunnelServer } from './fixtures/runnel-server.ts';
import { storeChats } from './fixtures/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: tab }).click();
}

test('what is set for a chat that is not begun goes to the model with its first message, and stays with it', async ({
  page,
  upstream,
}) => {
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

test('a chat goes by what is set for every chat, but for what it has itself', async ({ page, upstream }) => {
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

test('a model is offered the tools that are ticked, and no others', async ({ page, upstream }) => {
  const names = (tools: unknown) =>
    (tools as { function: { name: string } }[]).map((tool) => tool.function.name);
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'gpt-5-mini',
  });
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
  await page.getByRole('button', { name: 'Use default' }).click();
  await page.keyboard.press('Escape');
  await ask(page, 'And now');
  const second = await upstream.nextRequest();
  expect(names(second.body.tools)).toContain('calculate');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await server.stop();
});

test('how answers are shown is chosen once for all', async ({ page }) => {
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

test('a number out of bounds is said to be, and is not used', async ({ page, upstream }) => {
  await page.goto('/');
  await openSettings(page, 'This chat');
  await page.getByLabel('Temperature').fill('7');
  await expect(page.getByText('Enter a number from 0 to 2. This one isn’t saved.')).toBeVisible();
  await page.keyboard.press('Escape');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.temperature).toBeUndefined();
  request.finish();
});

test('each chat keeps the model that was chosen in it', async ({ page, upstream }) => {
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'gpt-5-mini,o4-large',
  });
  try {
    await page.goto(server.url);
    const picker = page.getByRole('button', { name: 'Model:' });
    await expect(picker).toHaveText('gpt-5-mini');
    await picker.click();
    const list = page.getByRole('dialog', { name: 'Choose a model' });
    await expect(list.getByRole('combobox')).toBeFocused();
    await expect(list.getByRole('option').first().getByRole('img', { name: 'Tools' })).toBeVisible();
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
  } finally {
    await server.stop();
  }
});

test('a reusable prompt is written once, and inserted by a slash or from the palette', async ({ page }) => {
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

test('the colours are those that were chosen, from the first paint on', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true }); // the circle is hidden; its label shows it
  await expect.poll(background).not.toBe(light);
  const dark = await background();

  // What the head's script did, seen before React is there: the app's own scripts never come.
  await page.route('**/_next/static/**/*.js', (route) => route.abort());
  await page.reload();
  expect(await background()).toBe(dark);
  await page.unroute('**/_next/static/**/*.js');
  await page.reload();
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'System' }).check({ force: true }); // as above
  expect(await background()).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).toBe(dark);
});

test('the language is chosen in the settings, and stays', async ({ page }) => {
  await page.goto('/');
  await openSettings(page, 'Appearance');
  await page.getByLabel('Language').selectOption('中文');
  await expect(page.getByRole('button', { name: '设置' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

test('all chats leave as a file, are deleted after a question, and come back from the file', async ({
  page,
}) => {
  await storeChats(page, [
    { id: 'one', title: 'The first', answer: 'One' },
    { id: 'two', title: '第二个', answer: '二' },
  ]);
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 1_234_567, quota: 98_765_432_100 });
  });
  await page.goto('/chats/one');
  await openSettings(page, 'Data');
  await expect(page.getByText('1.2 MB of 99 GB used.')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all chats' }).click();
  const file = await readFile(await (await download).path());

  await page.getByRole('button', { name: 'Delete all chats…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete all chats' }).click();
  await expect(page.getByText('Your chats appear here.')).toBeVisible();
  await expect(page).toHaveURL(/\/$/);

  await openSettings(page, 'Data');
  const importFile = (name: string, buffer: Buffer) =>
    page.getByLabel('Import chats').last().setInputFiles({ name, mimeType: 'application/json', buffer });
  await importFile('broken.json', Buffer.from('{"format":"runnel-chats","version":1,"chats":[{}]}'));
  await expect(page.getByText('This file is damaged. Nothing was imported.')).toBeVisible();
  await importFile('chats.json', file);
  await expect(page.getByText('Imported 2 chats.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '第二个' }).click();
  await expect(answerText(page)).toHaveText('二');
});

/** Runs in the page: keeps every other writer from the messages until `letGo` is called there. */
function holdMessages(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('runnel');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      let isHeld = true;
      const store = opening.result.transaction('messages', 'readwrite').objectStore('messages');
      // A transaction lasts as long as there is something to do in it.
      const goOn = () => {
        if (isHeld) store.count().onsuccess = goOn;
        else opening.result.close();
        resolve();
      };
      store.count().onsuccess = goOn;
      Object.assign(globalThis, {
        letGo: () => {
          isHeld = false;
        },
      });
    };
  });
}

test('a large import tells how far it is, also when the dialog was closed, and is cancelled without a trace', async ({
  page,
}) => {
  await storeChats(page, [{ id: 'here', title: 'Here before' }]);
  await page.goto('/');
  const chats = Array.from({ length: 1_200 }, (_, index) => {
    const id = `m${index}`;
    const message = { id, role: 'user', parts: [{ type: 'text', text: `Chat ${index}` }] };
    const messages = [{ id, parentId: null, createdAt: index, message }];
    return {
      id: `c${index}`,
      title: `Chat ${index}`,
      createdAt: index,
      updatedAt: index,
      headId: id,
      messages,
    };
  });
  const buffer = Buffer.from(JSON.stringify({ format: 'runnel-chats', version: 1, chats }));
  const choose = async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import chats' }).click();
    await (await chooser).setFiles({ name: 'chats.json', mimeType: 'application/json', buffer });
  };
  await openSettings(page, 'Data');
  await page.evaluate(holdMessages);
  await choose();
  const progress = page.getByRole('progressbar', { name: 'Importing…' });
  await expect(page.getByText('0 of 1,200 chats')).toBeVisible();
  await expect(progress).toHaveAttribute('max', '1200');
  await page.keyboard.press('Escape');
  await openSettings(page, 'Data');
  await expect(progress).toBeVisible();
  await page.getByRole('button', { name: 'Cancel import' }).click();
  await expect(page.getByRole('button', { name: 'Cancel import' })).toBeDisabled();
  await page.evaluate(() => (globalThis as unknown as { letGo(): void }).letGo());
  await expect(page.getByText('Import canceled. Nothing was imported.')).toBeVisible();
  await expect(progress).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Chats', includeHidden: true }).locator('a')).toHaveText([
    'Here before',
  ]);

  await choose();
  await expect(page.getByText('Imported 1,200 chats.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import chats' })).toBeFocused();
});
