import type { Page } from '@playwright/test';
import { fence, read } from './fixtures/page/reading.ts';
import { expect, test } from './fixtures/test.ts';

const LONG = `\`\`\`js\n${Array.from({ length: 200 }, (_, line) => `let line${line} = ${line};`).join('\n')}\n\`\`\`\n`;
const CELLS = (text: string) =>
  `| ${Array.from({ length: 9 }, (_, column) => `${text} ${column}`).join(' | ')} |`;
const WIDE = `Text.\n\n${CELLS('Column')}\n${CELLS('---').replace(/--- \d/g, '---')}\n${CELLS('value')}\n`;

const columnOf = (page: Page) => page.locator('article[aria-label=Answer]').boundingBox();

test('Copy is always there, and the other actions on hover, as icons with names', async ({
  page,
  upstream,
}) => {
  const answer = await read(page, upstream, 'Code:\n\n```js\nlet a = 1;\n```\n');
  const block = fence(answer, 'js');
  await page.mouse.move(1, 1);
  const opacity = (name: string) =>
    block.getByRole('button', { name }).evaluate((button) => getComputedStyle(button).opacity);
  await expect.poll(() => opacity('Copy')).toBe('1');
  await expect.poll(() => opacity('Download')).toBe('0');
  await expect(block.getByRole('button').locator('svg')).toHaveCount(3);
  await block.hover();
  await expect.poll(() => opacity('Download')).toBe('1');
  await expect(block.getByRole('button', { name: 'Copy' })).toHaveAttribute('title', 'Copy');
});

test('the buttons of a long block of code stay in sight while it scrolls', async ({ page, upstream }) => {
  const answer = await read(page, upstream, LONG);
  const copy = fence(answer, 'js').getByRole('button', { name: 'Copy' });
  await page.getByText('line100 ').evaluate((line) => line.scrollIntoView({ block: 'center' }));
  await expect(page.getByText('line100 ')).toBeInViewport();
  await expect(copy).toBeInViewport({ ratio: 1 });
  const header = await page.locator('header').evaluate((each) => each.getBoundingClientRect().bottom);
  const box = await copy.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(header);
  expect(box?.y).toBeLessThan(header + 16);
  await page.context().grantPermissions(['clipboard-write']);
  await copy.click();
  await expect(fence(answer, 'js').getByRole('button', { name: 'Copied' })).toBeVisible();
});

test('a wide table takes the room beside the column, up to 960 px and never more than the window', async ({
  page,
  upstream,
}) => {
  await page.setViewportSize({ width: 1440, height: 800 });
  const answer = await read(page, upstream, WIDE);
  const table = answer.locator('.md-table');
  const [column, box] = [await columnOf(page), await table.boundingBox()];
  if (!column || !box) throw new Error('No table');
  expect(box.width).toBeGreaterThan(column.width + 40);
  expect(box.width).toBeLessThanOrEqual(960);
  expect(Math.abs(box.x + box.width / 2 - (column.x + column.width / 2))).toBeLessThanOrEqual(1);
  for (const width of [1024, 768, 375]) {
    await page.setViewportSize({ width, height: 800 });
    // Polled, because the page eases over when the sidebar leaves.
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(width);
    const { x = -1, width: now = 0 } = (await table.boundingBox()) ?? {};
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + now).toBeLessThanOrEqual(width);
  }
});

test('a diagram with a syntax error stays code and says so', async ({ page, upstream }) => {
  const answer = await read(page, upstream, '```mermaid\nflowchart LR\n  a --[ b\n```\n');
  const block = fence(answer, 'mermaid');
  await expect(block.getByText('Couldn’t draw this diagram. Its code has a syntax error')).toBeVisible();
  await expect(block.locator('pre')).toContainText('a --[ b');
});

test('the preview of an HTML page says that it is static', async ({ page, upstream }) => {
  const answer = await read(page, upstream, '```html\n<h1>River</h1>\n```\n');
  await expect(fence(answer, 'html').getByRole('button', { name: 'Static preview' })).toBeAttached();
});
