import type { Locator } from '@playwright/test';
import { ask, expect, test } from './fixtures/test.ts';

/** Dispatches a paste event, because all tests share the system's clipboard. */
function paste(field: Locator, text: string): Promise<void> {
  return field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (element.dispatchEvent(event)) document.execCommand('insertText', false, pasted);
  }, text);
}

test('a long text has one direction, a short one a direction for each line', async ({ page }) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await paste(field, 'سلام '.repeat(5_000));
  await expect(field).toHaveAttribute('dir', 'rtl');
  await field.fill('');
  await expect(field).toHaveAttribute('dir', 'auto');
  await paste(field, 'word '.repeat(20_000));
  await expect(field).toHaveAttribute('dir', 'ltr');
  await expect(field).toHaveValue('word '.repeat(20_000));
});

test('a paste that is too long for a text field is attached as a file', async ({ page }) => {
  await page.goto('/');
  const field = page.getByRole('textbox', { name: 'Message' });
  await paste(field, 'word '.repeat(50_000));
  await expect(page.getByRole('button', { name: 'Remove pasted.txt' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
  await paste(field, 'word '.repeat(400_000));
  await expect(page.getByText('pasted.txt: This file is too large (limit: 1 MB).')).toBeVisible();
  await expect(field).toHaveValue('');
});

test('a long question is collapsed and can be expanded', async ({ page, upstream }) => {
  await page.goto('/');
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');
  await ask(page, lines);
  const request = await upstream.nextRequest();
  request.write('Many lines');
  request.finish();
  const question = page.getByRole('article', { name: 'Question' });
  const height = () => question.evaluate((element) => element.clientHeight);
  const showAll = question.getByRole('button', { name: 'Show all' });
  await expect(showAll).toBeVisible();
  expect(await height()).toBeLessThan(400);
  await showAll.click();
  expect(await height()).toBeGreaterThan(4_000);
  await question.getByRole('button', { name: 'Show less' }).click();
  expect(await height()).toBeLessThan(400);
  await expect(question).toBeInViewport();
  // Like the browser's search in the page.
  await question.locator('[dir=auto]').evaluate((element) => element.scrollTo(0, 3_000));
  await expect.poll(height).toBeGreaterThan(4_000);
});
