import type { Page } from '@playwright/test';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const titles = (page: Page) => page.getByRole('navigation', { name: 'Chats' }).getByRole('link');

test('the model of the first answer titles the chat in every tab, and the chat keeps its place in the list', async ({
  page,
  context,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Why is the sea salt?');
  const request = await upstream.nextRequest();
  request.write('Rivers bring it.');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answerText(other)).toHaveText('Rivers bring it.');
  const asked = upstream.nextTitleRequest();
  request.finish();
  const forTitle = await asked;
  expect(forTitle.body.model).toBe('scripted');
  expect(forTitle.question).toBe('user: Why is the sea salt?\n\nassistant: Rivers bring it.');
  await expect(page).toHaveTitle('Why is the sea salt? · Runnel');

  // A chat started meanwhile is above this one, and stays there when the title arrives.
  await other.getByRole('button', { name: 'New chat' }).click();
  await ask(other, 'What time is it?');
  const later = await upstream.nextRequest();
  later.write('Late.');
  later.finish();
  await expect(titles(page)).toHaveText(['What time is it?', 'Why is the sea salt?']);
  forTitle.write('"Salt of ', 'the sea."\n');
  forTitle.finish();
  for (const tab of [page, other])
    await expect(titles(tab)).toHaveText(['What time is it?', 'Salt of the sea']);
  await expect(page).toHaveTitle('Salt of the sea · Runnel');
  await page.reload();
  await expect(page).toHaveTitle('Salt of the sea · Runnel');

  // Two tabs saw the end of the first answer and one of them asked. Neither asks after the second answer.
  await ask(page, 'And lakes?');
  const second = await upstream.nextRequest();
  second.write('Some.');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect
    .poll(() => upstream.titleRequests.map(({ question }) => question.split('\n')[0]))
    .toEqual(['user: Why is the sea salt?', 'user: What time is it?']);
});

test("a title that the reader gives meanwhile wins over the model's", async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  request.write('Hi.');
  const asked = upstream.nextTitleRequest();
  request.finish();
  const forTitle = await asked;
  await titles(page).focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New title' }).fill('Mine');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle('Mine · Runnel');
  const answered = page.waitForEvent('requestfinished', (one) => one.url().endsWith('/v1/chat/completions'));
  forTitle.write('A greeting');
  forTitle.finish();
  await answered;
  await expect(titles(page)).toHaveText(['Mine']);
  await page.reload();
  await expect(titles(page)).toHaveText(['Mine']);
  await expect(page).toHaveTitle('Mine · Runnel');
});

test('the window keeps the title of its chat when the page sets its own', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Salt');
  const request = await upstream.nextRequest();
  request.write('Rivers bring it.');
  await expect(page).toHaveTitle('● Salt · Runnel');
  await page.evaluate(() => {
    const late = document.createElement('title');
    late.textContent = 'Runnel';
    document.head.prepend(late);
  });
  await expect(page).toHaveTitle('● Salt · Runnel');
  request.finish();
  await expect(page).toHaveTitle('Salt · Runnel');
});

test('without a title from the model the first words are the title, and a reader can choose them', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'First words');
  const request = await upstream.nextRequest();
  const asked = upstream.nextTitleRequest();
  request.finish();
  (await asked).refuse(400, 'no titles here');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect(titles(page)).toHaveText(['First words']);

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Defaults' }).click();
  await expect(page.getByLabel('Chat titles')).toHaveValue('model');
  await page.getByLabel('Chat titles').selectOption('First words of the question');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New chat' }).click();
  await ask(page, 'Second words');
  (await upstream.nextRequest()).finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  // Idle callbacks run in order, so those of the page have run before these.
  await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))),
  );
  await expect(titles(page)).toHaveText(['Second words', 'First words']);
  // A request of an earlier test may still arrive.
  const titled = upstream.titleRequests.filter(({ question }) => question.includes('Second words'));
  expect(titled).toEqual([]);
});
