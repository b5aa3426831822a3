import { expect, test } from './fixtures/test.ts';

test('Enter sends, Shift+Enter inserts a line break', async ({ page, upstream }) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.pressSequentially('one');
  await field.press('Shift+Enter');
  await field.pressSequentially('two');
  expect(upstream.requests).toHaveLength(0);
  await field.press('Enter');
  const request = await upstream.nextRequest();
  expect(request.question).toBe('one\ntwo');
  await expect(field).toHaveValue('');
  request.finish();
});

for (const [browser, order] of [
  ['Chrome', ['keydown', 'compositionend']],
  ['Safari', ['compositionend', 'keydown']],
] as const) {
  test(`Enter that ends a composition does not send, in the order of ${browser}; a real Enter just after does`, async ({
    page,
    upstream,
  }) => {
    await page.goto('/');
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('涓流');
    await field.evaluate((element, events) => {
      element.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      for (const type of events) {
        element.dispatchEvent(
          type === 'keydown'
            ? new KeyboardEvent('keydown', {
                key: 'Enter',
                keyCode: 229,
                isComposing: events[0] === 'keydown',
                bubbles: true,
                cancelable: true,
              })
            : new CompositionEvent('compositionend', { bubbles: true, data: '涓流' }),
        );
      }
    }, order);
    await expect(field).toHaveValue('涓流');
    await field.press('Enter');
    const request = await upstream.nextRequest();
    expect(request.question).toBe('涓流');
    expect(upstream.requests).toHaveLength(1);
    request.finish();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  });
}

test('an empty message cannot be sent', async ({ page, upstream }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Message' }).fill('   \n ');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  expect(upstream.requests).toHaveLength(0);
});

test('the page is Chinese in a Chinese browser, and the language can be switched', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ locale: 'zh-CN', baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('heading')).toHaveText('今天想聊点什么？');
  await page.getByRole('button', { name: '设置' }).click();
  await page.getByRole('tab', { name: '外观' }).click();
  await page.getByLabel('语言').selectOption('English');
  await expect(page.getByRole('heading')).toHaveText('What would you like to know?');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await context.close();
});
