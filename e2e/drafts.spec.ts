import { ask, expect, test } from './fixtures/test.ts';

test("each chat's draft survives a reload", {
  tag: '@firefox',
}, async ({ page, upstream }) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await field.fill('of the stored chat');
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(field).toHaveValue('');
  await field.fill('of the new one');
  await page.reload();
  await expect(field).toHaveValue('of the new one');
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
  await page.goBack();
  await expect(page).toHaveURL(/\/chats\//);
  await expect(field).toHaveValue('of the stored chat');
});

test('a draft survives a crash of the page', async ({ page, context }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Message' }).fill('not sent yet');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('runnel.draft.new'))).toBe('not sent yet');
  const crash = page.waitForEvent('crash');
  const client = await context.newCDPSession(page);
  client.send('Page.crash').catch(() => undefined); // the page that would answer is gone
  await crash;
  const next = await context.newPage();
  await next.goto('/');
  await expect(next.getByRole('textbox', { name: 'Message' })).toHaveValue('not sent yet');
});

test('sending a draft clears it', { tag: '@firefox' }, async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'sent');
  const request = await upstream.nextRequest();
  request.finish();
  await page.goto('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('');
});
