import { expectNoViolations } from './fixtures/page/axe.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { expect, test } from './fixtures/test.ts';

const WIDE_TABLE = `| ${'a column | '.repeat(30)}\n|${'---|'.repeat(30)}\n| ${'unbreakable_word | '.repeat(30)}`;
/** Everything that may scroll in a box of its own: code, a table and a formula. */
const WIDE = `\`\`\`js\nlet a = '${'long '.repeat(80)}';\n\`\`\`\n\n${WIDE_TABLE}\n\n$$${'x + '.repeat(120)}y$$`;
const ANSWER =
  '# Salt\n\nRivers bring **it**, see [here](https://example.com).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst salt = 35; // percent\n```\n\n- [x] done\n\n$x^2$';

for (const locale of ['en-US', 'zh-CN']) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test.beforeEach(async ({ page }) => {
      await storeChats(page, [
        { id: 'one', title: 'Why is the sea salt?', answer: ANSWER },
        { id: 'two', title: '东京', daysAgo: 3, answer: WIDE },
      ]);
    });

    test('axe finds no violation in an empty chat, a chat or its menu', async ({ page }) => {
      await page.goto('/');
      await page.getByRole('link').first().waitFor();
      await expectNoViolations(page, 'an empty chat');
      await page.goto('/chats/one');
      await page.getByRole('table').waitFor();
      await expectNoViolations(page, 'a chat');
      await page.locator('aside li').first().hover();
      await page.locator('aside li button').first().click();
      await page.getByRole('menu').waitFor();
      await expectNoViolations(page, 'the menu of a chat');
    });

    test('axe finds no violation in boxes that scroll, the details of an answer, and a low window', async ({
      page,
    }) => {
      await page.setViewportSize({ width: 1024, height: 420 });
      await page.goto('/chats/two');
      await page.locator('.katex-display').waitFor();
      for (const box of ['pre', '.md-table-scroll', '.md-formula-display'])
        await expect(page.locator(box)).toHaveAttribute('tabindex', '0');
      await expectNoViolations(page, 'code, a table and a formula that scroll');
      await page.locator('[data-run-details]').click();
      await page.getByRole('dialog').waitFor();
      await expectNoViolations(page, 'the details of an answer');
      await page.keyboard.press('Escape');
      await page.locator('[aria-haspopup=menu]').last().click();
      await page.getByRole('menu').waitFor();
      await expectNoViolations(page, 'the menu of an answer');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+,');
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await expectNoViolations(page, `the settings in a low window: ${await tab.textContent()}`);
      }
      await page.keyboard.press('Escape');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('?');
      await page.getByRole('checkbox').waitFor();
      await expectNoViolations(page, 'the shortcuts in a low window');
    });

    test('axe finds no violation in the palette or the search', async ({ page }) => {
      await page.goto('/chats/one');
      await page.getByRole('table').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
      await expectNoViolations(page, 'the palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Shift+f');
      await page.getByRole('combobox').fill('salt');
      await page.getByRole('option').first().waitFor();
      await expectNoViolations(page, 'the search');
    });

    test('axe finds no violation in the settings', async ({ page }) => {
      await page.goto('/');
      await page.getByRole('link').first().waitFor();
      await page.keyboard.press('Control+,');
      await page.getByRole('tab').first().waitFor();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await expectNoViolations(page, `the settings: ${await tab.textContent()}`);
      }
    });

    test('axe finds no violation in the shortcuts, an unknown chat or an unknown page', async ({ page }) => {
      await page.goto('/');
      await page.getByRole('link').first().waitFor();
      await page.locator('main').click({ position: { x: 5, y: 5 } });
      await page.keyboard.press('Shift+?');
      await page.getByRole('dialog').waitFor();
      await expectNoViolations(page, 'the shortcuts');
      await page.goto('/chats/nothing');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectNoViolations(page, 'an unknown chat');
      await page.goto('/nowhere');
      await expectNoViolations(page, 'an unknown page');
    });

    test.describe('on a phone', () => {
      // High enough for the whole chat: a control that is scrolled halfway under the header counts as too small.
      test.use({ viewport: { width: 375, height: 1200 }, hasTouch: true, isMobile: true });

      test('axe finds no violation, and nothing is wider than the screen', async ({ page }) => {
        await page.goto('/chats/one');
        await page.getByRole('table').waitFor();
        await expectNoViolations(page, 'a chat');
        await page.locator('header button').first().click();
        await page.getByRole('dialog').getByRole('link').first().waitFor();
        await expectNoViolations(page, 'the drawer');
        await page.keyboard.press('Escape');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
      });
    });
  });
}

test('at 200 % zoom the page needs no horizontal scrolling, and every control is large enough', async ({
  page,
}) => {
  await page.setViewportSize({ width: 640, height: 400 }); // a window of 1280 × 800 at 200 %
  await storeChats(page, [{ id: 'one', title: 'Why is the sea salt?', answer: ANSWER }]);
  for (const address of ['/', '/chats/one', '/chats/nothing']) {
    await page.goto(address);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
  }
  await page.goto('/chats/one');
  await page.getByRole('table').waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select, input, textarea')]
      .filter((control) => control.checkVisibility() && !control.matches(':disabled'))
      .map((control) => ({ box: control.getBoundingClientRect(), name: control.outerHTML.slice(0, 120) }))
      .filter(({ box }) => box.width < 24 || box.height < 24)
      .map(({ name }) => name),
  );
  expect(small).toEqual([]);
});
