import type { Page } from '@playwright/test';
import { storeChat } from './fixtures/page/stored-chat.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** The width of A4 without the margins, in CSS pixels. */
test.use({ viewport: { width: 680, height: 960 } });

const WIDE = `| ${'A column with a long name | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'unbreakable_words_everywhere | '.repeat(12)}`;
const CODE = `\`\`\`js\nconst line = '${'long '.repeat(60)}';\n\`\`\``;
const DIAGRAM = '```mermaid\ngraph LR; A-->B;\n```';
const ANSWER = `## Salt\n\nRivers bring it.\n\n${WIDE}\n\n${CODE}\n\n${DIAGRAM}\n\n$$${'x + '.repeat(60)}y$$\n\nDone.`;
const QUESTION = Array.from({ length: 60 }, (_, line) => `Line ${line} of a pasted text`).join('\n');

async function answerQuestion(page: Page, upstream: ScriptedUpstream) {
  await page.goto('/');
  await ask(page, QUESTION);
  const request = await upstream.nextRequest();
  request.write(ANSWER);
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  await expect(answerText(page).locator('.md-diagram img')).toBeVisible();
}

/** How light the color of an element is, from 0 to 1. */
const lightness = (page: Page, selector: string, property: 'color' | 'backgroundColor') =>
  page
    .locator(selector)
    .first()
    .evaluate((element, property) => {
      const context = document.createElement('canvas').getContext('2d');
      if (context === null) throw new Error('No canvas.');
      context.fillStyle = 'white';
      context.fillRect(0, 0, 1, 1);
      context.fillStyle = getComputedStyle(element)[property];
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 3 / 255;
    }, property);

for (const theme of ['light', 'dark'] as const)
  test(`a chat in the ${theme} theme is printed as a light document without controls`, async ({
    page,
    upstream,
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.addInitScript((theme) => {
      if (window === top) localStorage.setItem('runnel.theme', theme); // the frame that draws diagrams has no storage
    }, theme);
    await answerQuestion(page, upstream);
    await page.emulateMedia({ media: 'print', colorScheme: theme });

    for (const hidden of [
      page.getByRole('banner'),
      page.getByRole('complementary'),
      page.getByRole('textbox'),
      page.getByRole('toolbar'),
      page.getByRole('button').and(page.locator(':not(.md-figure-button)')),
    ])
      await expect(hidden.filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole('article', { name: 'Question' })).toBeVisible();
    for (const [selector, property] of [
      ['.md p', 'color'],
      ['.md th', 'color'],
      ['.md-code code', 'color'],
      ['article[data-role=user] [dir=auto]', 'color'],
    ] as const)
      expect(await lightness(page, selector, property), selector).toBeLessThan(0.3);
    expect(await lightness(page, 'body', 'backgroundColor')).toBeGreaterThan(0.95);
    expect(await lightness(page, '.md-line span[style]', 'color')).toBeLessThan(0.6);
    await expect(answerText(page).locator('.md-diagram img')).toHaveCSS(
      'filter',
      theme === 'dark' ? 'invert(1) hue-rotate(180deg)' : 'none',
    );
  });

test('nothing is cut off on paper: tables and code wrap, and a folded question is printed whole', async ({
  page,
  upstream,
}) => {
  await answerQuestion(page, upstream);
  await page.emulateMedia({ media: 'print' });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('main article *')]
      .filter((element) => element.checkVisibility() && !element.closest('.katex, svg'))
      .filter((element) => {
        const hides = getComputedStyle(element).overflow !== 'visible';
        const isCut =
          hides && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
        return isCut || element.getBoundingClientRect().right > innerWidth + 1;
      })
      .map((element) => `${element.tagName}.${element.className}`),
  );
  expect(cut).toEqual([]);
  const question = page.getByRole('article', { name: 'Question' });
  const lineHeight = 20;
  expect((await question.boundingBox())?.height).toBeGreaterThan(60 * lineHeight);
});

test('all messages of a long chat are printed, also right after it was opened', async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.requestIdleCallback = () => 0; // the browser is never idle
  });
  await storeChats(page, [{ id: 'other', title: 'Another' }]);
  await storeChat(page, 'long', 60, 'Words.');
  await page.goto('/chats/long');
  await expect(page.getByText('Answer 59.')).toBeVisible();
  const messages = page.getByRole('main').getByRole('article');
  expect(await messages.count()).toBeLessThan(60);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(messages).toHaveCount(60);
});
