import { test } from './fixtures/guarded-server.ts';
import { openSettings } from './fixtures/page/settings.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

test.describe('the page of a server with access codes', () => {
  test.beforeEach(async ({ context }, { testId }) => {
    await context.setExtraHTTPHeaders({ 'x-forwarded-for': testId }); // fails as an address of its own
  });

  test('asks for a code, says when it is wrong, and returns to the chat with the draft', async ({
    page,
    guarded,
    upstream,
  }) => {
    await page.goto(guarded.url);
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    const field = dialog.getByLabel('Access code');
    await expect(field).toBeFocused();
    expect(await field.getAttribute('autocomplete')).toBe('current-password');
    await page.keyboard.type('wrong code');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toHaveText('Wrong access code.');

    await page.keyboard.press('Escape');
    await ask(page, 'Are you there?');
    await expect(field).toBeFocused();
    await page.keyboard.type('sesame-of-ann');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('article', { name: 'Question' })).toContainText('Are you there?');
    await page.getByRole('button', { name: 'Try again' }).click();
    const request = await upstream.nextRequest();
    request.write('Yes.');
    request.finish();
    await expect(answerText(page)).toHaveText('Yes.');
  });

  test('keeps a draft, and signs out in the settings', async ({ page, guarded }) => {
    await page.goto(guarded.url);
    const field = page.getByLabel('Access code');
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    const message = page.getByRole('textbox', { name: 'Message' });
    await message.fill('A draft');
    await page.reload();
    await expect(field).toBeFocused();
    await field.fill('sesame-of-ben');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('banner').getByText('scripted')).toBeVisible();
    await expect(message).toHaveValue('A draft');

    await openSettings(page, 'Data');
    await expect(page.getByText('Signed in as ben.')).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(field).toBeFocused();
    expect((await page.context().cookies()).filter(({ name }) => name === 'runnel_access')).toEqual([]);
  });

  test('follows a live run again once the reader has signed in', async ({ page, guarded, upstream }) => {
    await page.goto(guarded.url);
    const field = page.getByLabel('Access code');
    await field.fill('sesame-of-ann');
    await field.press('Enter');
    await expect(page.getByRole('banner').getByText('scripted')).toBeVisible();
    await ask(page, 'Long');
    const request = await upstream.nextRequest();
    request.write('First ');
    await expect(answerText(page)).toHaveText('First');
    await page.context().clearCookies();
    await page.reload();
    await field.fill('sesame-of-ann');
    await field.press('Enter');
    request.write('second.');
    await expect(answerText(page)).toHaveText('First second.');
    request.finish();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  });

  test('is in Chinese too', async ({ page, guarded }) => {
    await page.context().addCookies([{ name: 'locale', value: 'zh', url: guarded.url }]);
    await page.goto(guarded.url);
    await page.getByLabel('访问码').fill('wrong');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '访问码不正确。' })).toBeVisible();
  });
});
