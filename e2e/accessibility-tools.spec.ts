import type { Page } from '@playwright/test';
import { expectNoViolations } from './fixtures/page/axe.ts';
import { TEXTS } from './fixtures/page/texts.ts';
import { expect } from './fixtures/test.ts';
import { card, test } from './fixtures/tool-test.ts';

const ANSWER = 'Rivers bring it.\n\n```js\nconst salt = 35;\n```\n';
const ENDLESS = { id: 'c1', name: 'trusted_hangs', input: {} };
const CALCULATION = { id: 'c2', name: 'calculate', input: { expression: '17 * 20' } };
const LABELS = Array.from({ length: 40 }, (_, month) => `Month ${month}`);
const CHART = {
  id: 'c1',
  name: 'draw_chart',
  input: {
    kind: 'line',
    title: 'Rain',
    labels: LABELS,
    series: [{ name: 'mm', values: LABELS.map((_, at) => at) }],
  },
};
const ASKS = { id: 'c1', name: 'hills_get_height', input: { place: 'Vaals' } };

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('textarea[data-composer]').fill(question);
  await page.keyboard.press('Enter');
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  const texts = TEXTS[locale];
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test('axe finds no violation when a tool asks for approval, is denied, runs, or is stopped', async ({
      page,
      upstream,
    }) => {
      await page.goto('/');
      await ask(page, 'How high?');
      (await upstream.nextRequest()).callTools(ASKS);
      await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
      await expectNoViolations(page, 'a tool that asks for consent');
      await button(page, texts.tools.deny).click();
      const request = await upstream.nextRequest();
      await expect(card(page)).toHaveAttribute('data-call-state', 'denied');
      await expectNoViolations(page, 'a tool that is denied, with the offer to say why');
      request.callTools(ENDLESS);
      await expect(card(page, 1)).toHaveAttribute('data-call-state', 'running');
      await expectNoViolations(page, 'a tool that runs');
      await button(page, texts.stop).first().click();
      await expect(card(page, 1)).toHaveAttribute('data-call-state', 'stopped');
      await expectNoViolations(page, 'a tool that was stopped');
    });

    test('axe finds no violation when tools have run, an answer has versions, or the reader has scrolled up', async ({
      page,
      upstream,
    }) => {
      await page.setViewportSize({ width: 1024, height: 420 });
      await page.goto('/');
      await ask(page, 'How high?');
      (await upstream.nextRequest()).callTools(CHART, CALCULATION);
      const request = await upstream.nextRequest();
      request.write(ANSWER);
      request.finish();
      await expect(page.locator('[data-phase]')).toHaveCount(0);
      await expect(page.locator('pre')).toBeVisible();
      await expectNoViolations(page, 'an answer with tool calls');
      await page.evaluate(() => {
        for (const button of document.querySelectorAll<HTMLElement>('article [aria-expanded=false]'))
          button.click();
        for (const details of document.querySelectorAll<HTMLDetailsElement>('article details'))
          details.open = true;
      });
      const table = page.locator('caption').locator('xpath=../..');
      await expect(table).toHaveAttribute('tabindex', '0');
      await expectNoViolations(page, 'tool calls with everything open');
      await button(page, texts.regenerate).click();
      (await upstream.nextRequest()).finish();
      await expect(page.locator('[data-phase]')).toHaveCount(0);
      await expect(page.getByRole('group', { name: texts.message.versions })).toBeVisible();
      await expectNoViolations(page, 'an answer with two versions, the last of them empty');
      await button(page, texts.message.previous).click();
      await page.mouse.wheel(0, -2_000);
      await expect(button(page, texts.message.jumpToLatest)).toBeVisible();
      await expectNoViolations(page, 'a reader who has scrolled up');
    });
  });
}
