import { EVERYTHING } from './fixtures/data/everything.ts';
import { fence, isDrawn, read } from './fixtures/page/reading.ts';
import { expect, test } from './fixtures/test.ts';

test.describe('a text with every construct', () => {
  test('shows its diagram, drawing, code and formulas without requests to other hosts', async ({
    page,
    upstream,
    server,
  }) => {
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      const isOwn = request.url().startsWith(server.url) || /^(?:data|blob):/.test(request.url());
      if (!isOwn) elsewhere.push(request.url());
    });
    const answer = await read(page, upstream, EVERYTHING);
    for (const language of ['mermaid', 'svg']) {
      const picture = fence(answer, language).getByRole('img');
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => isDrawn(picture), language).toBe(true);
    }
    await expect(fence(answer, 'typescript').locator('.md-line span[style]').first()).toBeAttached();
    await expect(answer.locator('.md-formula-display .katex')).toHaveCount(1);
    await expect(answer.getByRole('button', { name: 'Load image from example.com' })).toBeVisible();
    expect(elsewhere).toEqual([]);
  });

  test('switches to dark colors without highlighting again', async ({ page, upstream }) => {
    await page.addInitScript(() => {
      const asked = { count: 0 };
      Object.assign(globalThis, { asked });
      Worker.prototype.postMessage = new Proxy(Worker.prototype.postMessage, {
        apply(post, worker, message) {
          asked.count++;
          return Reflect.apply(post, worker, message);
        },
      });
    });
    const asked = () =>
      page.evaluate(() => (globalThis as unknown as { asked: { count: number } }).asked.count);
    await page.emulateMedia({ colorScheme: 'light' });
    const answer = await read(page, upstream, '```js\nlet river = 1;\n```\n');
    const word = answer.locator('.md-line span[style]').first();
    const color = () => word.evaluate((element) => getComputedStyle(element).color);
    const light = await color();
    const node = await word.elementHandle();
    const before = await asked();
    expect(before).toBeGreaterThan(0);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(color).not.toBe(light);
    expect(await asked()).toBe(before);
    expect(await word.evaluate((element, same) => element === same, node)).toBe(true);
  });

  test('is not wider than the page at any zoom or on a phone, and a table that has room is as wide as the column', async ({
    page,
    upstream,
  }) => {
    const answer = await read(page, upstream, EVERYTHING);
    await expect(answer.locator('.katex').first()).toBeAttached();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const tableOverflow = () =>
      answer.locator('.md-table-scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
    for (const [name, width, height] of [
      ['at 200 % zoom', 640, 400],
      ['at 400 % zoom', 320, 200],
      ['on a phone', 375, 740],
      ['in a wide window', 1440, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(overflow, name).toBeLessThanOrEqual(0);
      if (width >= 375) await expect.poll(tableOverflow, name).toBe(0);
    }
  });

  test('is not wider than the page at twice the font size', async ({ page, upstream }) => {
    await page.addInitScript(() =>
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = '200%';
      }),
    );
    await read(page, upstream, EVERYTHING);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  });

  test('has paragraphs in the direction of their script, and code always left to right', async ({
    page,
    upstream,
  }) => {
    const answer = await read(page, upstream, 'one\n\nيتبع الماء أشد الطرق\n\n```\nيتبع\n```\n');
    const directions = await answer
      .locator('p, pre')
      .evaluateAll((elements) => elements.map((element) => getComputedStyle(element).direction));
    expect(directions).toEqual(['ltr', 'rtl', 'ltr']);
  });
});

test('a wide table scrolls in its own box, with a shadow where there is more, and keeps its columns legible', async ({
  page,
  upstream,
}) => {
  await page.setViewportSize({ width: 1024, height: 800 }); // has no room for the table beside the column
  const row = (cell: string, times = 12) => `|${`${cell}|`.repeat(times)}\n`;
  const text = row('head') + row('-') + row('a b c d e f g h', 2) + row('从高山流到大海的河', 3) + row('');
  const answer = await read(page, upstream, text);
  const box = answer.locator('.md-table-scroll');
  const cells = answer.locator('[data-long]');
  const narrowest = await cells.evaluateAll((all) => Math.min(...all.map((cell) => cell.clientWidth)));
  expect(narrowest).toBeGreaterThan(75);
  await box.scrollIntoViewIfNeeded();
  /** A screenshot of an edge of the last row, which has no text. */
  const edge = async (isRight: boolean) => {
    const { x = 0, width = 0 } = (await box.boundingBox()) ?? {};
    const { y = 0 } = (await answer.locator('tr').last().boundingBox()) ?? {};
    const shot = await page.screenshot({
      clip: { x: isRight ? x + width - 8 : x, y: y + 4, width: 8, height: 8 },
    });
    return shot.toString('base64');
  };
  const scrollTo = (share: number) =>
    box.evaluate((element, to) => {
      element.scrollLeft = to * (element.scrollWidth - element.clientWidth);
    }, share);
  const [plain, shaded] = [await edge(false), await edge(true)];
  expect(shaded).not.toBe(plain);
  await scrollTo(0.5);
  expect(await edge(true)).toBe(shaded);
  expect(await edge(false)).not.toBe(plain);
  await scrollTo(1);
  expect(await edge(true)).toBe(plain);
});
