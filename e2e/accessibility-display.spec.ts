import type { Locator, Page } from '@playwright/test';
import { stopClock } from './fixtures/page/stopped-clock.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { smallTargets } from './fixtures/page/targets.ts';
import { answerActions, ask, expect, stayInterrupted } from './fixtures/test.ts';
import { card, test } from './fixtures/tool-test.ts';

const ANSWER = '# Salt\n\nRivers.\n\n```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
const TITLE = 'Why is the sea salt?';
const MESSAGES = '[role=toolbar] button, [data-outcome] button';

/** Opens one of two stored chats, of an id of its own: the server knows whose chats those of other tests are. */
async function openChat(page: Page): Promise<void> {
  const id = crypto.randomUUID();
  await storeChats(page, [
    { id, title: TITLE, answer: ANSWER },
    { id: `${id}-2`, title: 'Lisbon' },
  ]);
  await page.goto(`/chats/${id}`);
  await expect(page.getByRole('button', { name: 'Regenerate' })).toBeVisible();
  await expect(page.locator('pre')).toBeVisible();
}

/** Opens each menu and list in turn. */
async function* lists(page: Page): AsyncGenerator<Locator> {
  await page.getByRole('banner').getByRole('button', { name: TITLE }).press('Enter');
  await page.getByRole('menu').press('ArrowDown');
  yield page.locator('[data-highlighted]');
  await page.keyboard.press('Escape');
  await answerActions(page).getByRole('button', { name: 'More' }).press('Enter');
  yield page.locator('[data-highlighted]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  yield page.getByRole('option', { selected: true });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+f');
  yield page.getByRole('option', { selected: true });
}

/** The outline of an element: its width, style and color. */
const outline = (element: Locator) =>
  element.evaluate((each) => {
    const { outlineWidth, outlineStyle, outlineColor } = getComputedStyle(each);
    return { width: Number.parseFloat(outlineWidth), style: outlineStyle, color: outlineColor };
  });

/** A color as the page shows it. */
const shown = (page: Page, color: string) =>
  page.evaluate((color) => {
    const sample = document.body.appendChild(document.createElement('i'));
    sample.style.color = color;
    sample.style.setProperty('forced-color-adjust', 'none');
    const result = getComputedStyle(sample).color;
    sample.remove();
    return result;
  }, color);

test('the highlighted item of each menu and list has a border that stands out, as look.spec measures', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openChat(page);
  const edge = await shown(page, 'var(--color-edge)');
  for await (const item of lists(page)) {
    await expect(item).toBeVisible();
    expect(await outline(item)).toEqual({ width: 1, style: 'solid', color: edge });
  }
});

test.describe('in forced colors', () => {
  test.use({ forcedColors: 'active' });

  test('questions have a border, and buttons, the shown chat and highlighted items stand out', async ({
    page,
  }) => {
    await openChat(page);
    const [canvas, highlight] = [await shown(page, 'Canvas'), await shown(page, 'Highlight')];
    const bubble = page.getByRole('article', { name: 'Question' }).locator('> div');
    expect(await outline(bubble)).toMatchObject({ width: 1, style: 'solid' });
    expect((await outline(bubble)).color).not.toBe(canvas);
    const send = page.getByRole('button', { name: 'Send' });
    await expect(send).toBeDisabled();
    await expect(send).not.toHaveCSS('box-shadow', 'none');
    await page.getByRole('textbox', { name: 'Message' }).fill('Why?');
    await expect(send).toHaveCSS('background-color', highlight);
    expect(await outline(page.locator('[aria-current=page]'))).toMatchObject({ style: 'solid' });
    for await (const item of lists(page)) {
      await expect(item).toBeVisible();
      expect(await outline(item)).toEqual({ width: 2, style: 'solid', color: highlight });
    }
  });
});

test('nothing that can be pressed is smaller than 24 pixels', async ({ page, upstream }) => {
  await page.addInitScript(stayInterrupted);
  const clock = await stopClock(page);
  await openChat(page);
  const controls = page.locator('button, a[href], select, summary, textarea, input:not([type=file])');
  expect(await smallTargets(controls, 24)).toEqual([]);
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.think('Salt.');
  request.write('Because');
  await expect(page.getByText('Because', { exact: true })).toBeVisible();
  await page.getByRole('textbox', { name: 'Message' }).fill('And then?');
  await page.keyboard.press('Enter');
  await clock.advance(8_000);
  await expect(page.getByRole('button', { name: 'Keep waiting' })).toBeVisible();
  expect(await smallTargets(controls, 24)).toEqual([]);
  request.reset();
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  expect(await smallTargets(controls, 24)).toEqual([]);
  await page.keyboard.press('Control+,');
  await page.getByRole('tab').first().waitFor();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    expect(await smallTargets(page.getByRole('dialog').locator(controls), 24)).toEqual([]);
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger has 44 pixels for what is pressed often', async ({ page, upstream }) => {
    await page.addInitScript(stayInterrupted);
    const clock = await stopClock(page);
    await openChat(page);
    const often = page.locator(`header button, form button, form textarea, figure button, ${MESSAGES}`);
    expect(await smallTargets(often, 44)).toEqual([]);
    await ask(page, 'Why?');
    const request = await upstream.nextRequest();
    request.write('Because');
    await expect(page.getByText('Because', { exact: true })).toBeVisible();
    await clock.advance(8_000);
    await expect(page.getByRole('button', { name: 'Keep waiting' })).toBeVisible();
    expect(await smallTargets(page.locator('[data-phase] button, form button'), 44)).toEqual([]);
    await page.getByRole('button', { name: 'Stop', exact: true }).last().click();
    await request.closed;
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    expect(await smallTargets(page.locator(MESSAGES), 44)).toEqual([]);
    await page.getByRole('button', { name: 'Open sidebar' }).click();
    const drawer = page.getByRole('dialog');
    await expect(drawer.getByRole('link')).toHaveCount(2);
    expect(await smallTargets(drawer.locator('button, a'), 44)).toEqual([]);
  });

  test('a finger has 44 pixels to allow or deny a tool', async ({ page, upstream }) => {
    await page.goto('/');
    await ask(page, 'How high?');
    (await upstream.nextRequest()).callTools({
      id: 'c1',
      name: 'hills_get_height',
      input: { place: 'Vaals' },
    });
    await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
    expect(await smallTargets(card(page).getByRole('button'), 44)).toEqual([]);
  });

  for (const { locale, deny } of [
    { locale: 'en-US', deny: 'Deny' },
    { locale: 'zh-CN', deny: '拒绝' },
  ])
    for (const width of [320, 375])
      test.describe(`at ${width} px in ${locale}`, () => {
        test.use({ viewport: { width, height: 740 }, locale });

        test('the buttons that allow or deny a tool are in one row', async ({ page, upstream }) => {
          await page.goto('/');
          await page.locator('textarea').fill('How high?');
          await page.locator('textarea').press('Enter');
          const request = await upstream.nextRequest();
          request.callTools({ id: 'c1', name: 'hills_get_height', input: { place: 'Vaals' } });
          const last = card(page).getByRole('button', { name: deny });
          await expect(last).toBeVisible();
          const tops = await card(page)
            .getByRole('group')
            .getByRole('button')
            .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
          expect(tops).toHaveLength(3);
          expect(new Set(tops).size).toBe(1);
          expect(await smallTargets(card(page).getByRole('group').getByRole('button'), 44)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        });
      });
});
