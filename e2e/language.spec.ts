import { openSettings } from './fixtures/page/settings.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('the language can be switched in the middle of a chat, and the choice persists', {
  tag: '@firefox',
}, async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  request.write('Hello ');
  await expect(answerText(page)).toHaveText('Hello');
  await openSettings(page, 'Appearance');
  await page.getByLabel('Language').selectOption('中文');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: '停止' })).toBeVisible();
  request.write('there');
  await expect(page.getByRole('article', { name: '回答' })).toContainText('Hello there');
  request.finish();
  await expect(page.getByRole('button', { name: '发送' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByRole('button', { name: '设置' }).click();
  await page.getByRole('tab', { name: '外观' }).click();
  await page.getByLabel('语言').selectOption('English');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(answerText(page)).toHaveText('Hello there');
});
