import type { Page } from '@playwright/test';
import { read } from './fixtures/page/reading.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('a copy of a streaming answer is clean text with formulas as TeX, and keeps the selection', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Write');
  const request = await upstream.nextRequest();
  request.write('The **flow** is $v = s/t$, as\n\n```js\nlet a = 1;\n```\n\n', 'shows. And then');
  const answer = answerText(page);
  await expect(answer.locator('.katex')).toBeVisible();
  await expect(answer).toContainText('And then');
  await answer.evaluate((element) => {
    const paragraphs = element.querySelectorAll('p');
    const end = paragraphs[1]?.firstChild;
    if (end && paragraphs[0]) getSelection()?.setBaseAndExtent(paragraphs[0], 0, end, 'shows'.length);
  });
  request.write(' it goes', ' on. ');
  await expect(answer).toContainText('it goes on.');
  await page.keyboard.press('Control+c');
  await expect.poll(() => clipboard(page)).toBe('The flow is $v = s/t$, as\n\nlet a = 1;\n\nshows');
  request.finish();
});

for (const [name, begun, element] of [
  ['an item', '- Water goes', 'li'],
  // The first highlighting of a line replaces its text and the selection, so wait for a colored word (`[style]`).
  ['a line of code', '```js\n// Water goes', '.md-line:has([style])'],
  ['a cell', '| a |\n|---|\n| Water goes', 'td'],
] as const) {
  test(`words that are selected in ${name} stay selected while it streams`, async ({ page, upstream }) => {
    await page.goto('/');
    await ask(page, 'Write');
    const request = await upstream.nextRequest();
    request.write(begun);
    const place = answerText(page).locator(element);
    await expect(place).toContainText('Water goes');
    await place.evaluate((words) => {
      const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const start = text.nodeValue?.indexOf('Water') ?? -1;
        if (start >= 0) getSelection()?.setBaseAndExtent(text, start, text, start + 'Water'.length);
      }
    });
    request.write(' down', ' to the', ' sea');
    await expect(place).toContainText('Water goes down to the sea');
    expect(await page.evaluate(() => String(getSelection()))).toBe('Water');
    request.finish();
  });
}

test('a table is copied as Markdown or CSV', async ({ page, upstream }) => {
  const table = '| a | b |\n|---|--:|\n| 1, 2 | $x$ |';
  const answer = await read(page, upstream, `one\n\n${table}\n\ntwo`);
  await expect(answer.locator('.katex')).toBeVisible();
  await answer.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect.poll(() => clipboard(page)).toBe(table);
  await answer.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect.poll(() => clipboard(page)).toBe('a,b\r\n"1, 2",$x$');
});
