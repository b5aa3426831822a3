import { expect, test } from './fixtures/test.ts';

for (const viewport of [
  { width: 720, height: 450 },
  { width: 812, height: 375 },
  { width: 360, height: 640 },
  { width: 320, height: 568 },
])
  test.describe(`at ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport });

    test('the empty page opens at its top, with its greeting in view', async ({ page, upstream }) => {
      const greeting = page.getByRole('heading', { name: 'What would you like to know?' });
      const isInView = () =>
        greeting.evaluate((heading) => {
          const { left, right, top, bottom } = heading.getBoundingClientRect();
          const corners = [top + 2, bottom - 2].map((y) => document.elementFromPoint((left + right) / 2, y));
          return scrollY === 0 && corners.every((element) => element === heading);
        });
      await page.goto('/');
      await expect(page.locator('p[aria-live=polite]')).toBeAttached(); // everything that moves the page is loaded
      expect(await isInView()).toBe(true);

      // After a chat that was scrolled to its end, too.
      await page.getByRole('textbox', { name: 'Message' }).fill('Much?');
      await page.keyboard.press('Enter');
      const request = await upstream.nextRequest();
      request.write('Much.\n\n'.repeat(60));
      request.finish();
      await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(1_000);
      await page.keyboard.press('Control+Shift+o');
      await expect(greeting).toBeVisible();
      await expect.poll(isInView).toBe(true);
    });
  });
