import type { Locator, Page } from '@playwright/test';
import { EVERYTHING } from './fixtures/everything.ts';
import type { ScriptedUpstream } from './fixtures/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Has a text written as an answer, up to its end. */
async function read(page: Page, upstream: ScriptedUpstream, text: string): Promise<Locator> {
  await page.goto('/');
  await ask(page, 'Write');
  const request = await upstream.nextRequest();
  request.write(...(text.match(/[\s\S]{1,40}/gu) ?? []));
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  await expect(answerText(page).locator('.md')).toBeVisible();
  return answerText(page);
}

/** The figure of a fence in a language. */
const fence = (answer: Locator, language: string) =>
  answer.getByRole('figure', { name: `Code block, ${language}` });

const isDrawn = (picture: Locator) =>
  picture.evaluate((element) => element instanceof HTMLImageElement && element.naturalWidth > 0);

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test.describe('a text with everything on it', () => {
  test('draws its diagram and its picture, colours its code, sets its formulas, and asks no other host', async ({
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

  test('goes from light to dark without being coloured again', async ({ page, upstream }) => {
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
    const colour = () => word.evaluate((element) => getComputedStyle(element).color);
    const light = await colour();
    const node = await word.elementHandle();
    const before = await asked();
    expect(before).toBeGreaterThan(0);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(colour).not.toBe(light);
    expect(await asked()).toBe(before);
    expect(await word.evaluate((element, same) => element === same, node)).toBe(true);
  });

  for (const [name, width, height] of [
    ['at 200 % zoom', 640, 400],
    ['at 400 % zoom', 320, 200],
    ['on a phone', 375, 740],
  ] as const) {
    test(`${name} nothing is wider than the page`, async ({ page, upstream }) => {
      await page.setViewportSize({ width, height });
      const answer = await read(page, upstream, EVERYTHING);
      await expect(answer.locator('.katex').first()).toBeAttached();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    });
  }

  for (const width of [375, 1440])
    test(`at ${width} px a table whose words find room is as wide as the column`, async ({
      page,
      upstream,
    }) => {
      await page.setViewportSize({ width, height: 740 });
      const answer = await read(page, upstream, EVERYTHING);
      const hidden = (box: Element) => box.scrollWidth - box.clientWidth;
      expect(await answer.locator('.md-table-scroll').evaluate(hidden)).toBe(0);
    });

  test('with letters of twice the size nothing is wider than the page', async ({ page, upstream }) => {
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

  test('a paragraph goes the way of its script, code never', async ({ page, upstream }) => {
    const answer = await read(page, upstream, 'one\n\nيتبع الماء أشد الطرق\n\n```\nيتبع\n```\n');
    const directions = await answer
      .locator('p, pre')
      .evaluateAll((elements) => elements.map((element) => getComputedStyle(element).direction));
    expect(directions).toEqual(['ltr', 'rtl', 'ltr']);
  });
});

test('a table that is too wide scrolls in its own box, with a shade at the side where there is more, and keeps its columns readable', async ({
  page,
  upstream,
}) => {
  const row = (cell: string, times = 12) => `|${`${cell}|`.repeat(times)}\n`;
  const text = row('head') + row('-') + row('a b c d e f g h', 2) + row('从高山流到大海的河', 3) + row('');
  const answer = await read(page, upstream, text);
  const box = answer.locator('.md-table-scroll');
  const cells = answer.locator('[data-long]');
  const narrowest = await cells.evaluateAll((all) => Math.min(...all.map((cell) => cell.clientWidth)));
  expect(narrowest).toBeGreaterThan(75);
  await box.scrollIntoViewIfNeeded();
  /** What an edge of the last row looks like; there are no words in it. */
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

test('a wide diagram keeps letters that can be read on a phone, and scrolls in its own box', async ({
  page,
  upstream,
}) => {
  await page.setViewportSize({ width: 375, height: 740 });
  const answer = await read(
    page,
    upstream,
    '```mermaid\nflowchart LR\n  Rain --> Hills --> Weir --> Bridge --> Sea\n```\n',
  );
  const picture = fence(answer, 'mermaid').getByRole('img');
  await expect.poll(() => isDrawn(picture)).toBe(true);
  const drawn = await picture.evaluate((image) => {
    const svg = decodeURIComponent(image.getAttribute('src') ?? '');
    return Number(/viewBox="\S+ \S+ (\S+)/.exec(svg)?.[1]);
  });
  const { width = 0 } = (await picture.boundingBox()) ?? {};
  expect(width / drawn).toBeCloseTo(0.75, 2);
  expect(width).toBeGreaterThan(375);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await answer.locator('.md-diagram').evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
});

for (const [kind, code] of [
  ['timeline', 'timeline\n  2002 : Rain\n  2004 : Sea\n'],
  ['journey', 'journey\n  section Day\n    Rain: 5: Me\n'],
] as const)
  test(`the axis of a ${kind} is seen on a dark page`, async ({ page, upstream }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const answer = await read(page, upstream, `\`\`\`mermaid\n${code}\`\`\`\n`);
    const picture = fence(answer, 'mermaid').getByRole('img');
    await expect.poll(() => isDrawn(picture)).toBe(true);
    const axis = await picture.evaluate((image) => {
      const svg = decodeURIComponent(image.getAttribute('src')?.split(',').slice(1).join(',') ?? '');
      const frame = document.body.appendChild(document.createElement('div'));
      frame.attachShadow({ mode: 'open' }).innerHTML = svg;
      const line = frame.shadowRoot?.querySelector('line[marker-end]');
      return line && getComputedStyle(line).stroke;
    });
    expect(axis).toBe('rgb(152, 165, 173)');
  });

test('a page of HTML is shown when asked for, and can neither run, nor fetch, nor lead away', async ({
  page,
  upstream,
  server,
}) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
  });
  const html =
    '<h1>River</h1><script>parent.document.title="taken"; fetch("https://example.com/a")</script>' +
    '<img src="https://example.com/b.png"><link rel="stylesheet" href="https://example.com/c.css">' +
    '<a href="https://example.com/d">away</a>';
  const answer = await read(page, upstream, `\`\`\`html\n${html}\n\`\`\`\n`);
  await expect(answer.locator('iframe')).toHaveCount(0);
  await answer.getByRole('button', { name: 'Preview' }).click();
  const frame = answer.locator('iframe');
  expect(await frame.getAttribute('sandbox')).toBe('');
  const inside = frame.contentFrame();
  await expect(inside.getByRole('heading', { name: 'River' })).toBeVisible();
  await inside.getByText('away').click();
  await expect(inside.getByRole('heading', { name: 'River' })).toBeVisible();
  expect(elsewhere).toEqual([]);
  await expect(page).not.toHaveTitle('taken');
});

test('a drawing fills the window, grows, is taken along, and closes', async ({ page, upstream }) => {
  const answer = await read(
    page,
    upstream,
    '```svg\n<svg viewBox="0 0 20 10"><path d="M0 0h9"/></svg>\n```\n',
  );
  await answer.getByRole('button', { name: 'Enlarge image' }).click();
  const dialog = page.getByRole('dialog');
  const width = () => dialog.getByRole('img').evaluate((image) => image.getBoundingClientRect().width);
  const before = await width();
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width()).toBeCloseTo(before * 1.5, 0);
  // What was in the middle is there still.
  const middle = await dialog.getByRole('img').evaluate((image) => {
    const [picture, view] = [image, image.parentElement ?? image].map((box) => box.getBoundingClientRect());
    return picture && view ? picture.x + picture.width / 2 - (view.x + view.width / 2) : Number.NaN;
  });
  expect(Math.abs(middle)).toBeLessThan(20);
  await dialog.getByRole('button', { name: 'Zoom out' }).press('Enter');
  expect(await width()).toBeCloseTo(before, 0);
  await expect(dialog.getByRole('button', { name: 'Zoom out' })).toBeFocused();
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect((await coming).suggestedFilename()).toBe('drawing.svg');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test.describe('copying', () => {
  test('while the answer grows gives clean text, formulas as TeX, and keeps the selection', async ({
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
    ['a line of code', '```js\nWater goes', '.md-line'],
    ['a cell', '| a |\n|---|\n| Water goes', 'td'],
  ] as const) {
    test(`words that are marked in ${name} stay marked while it is written`, async ({ page, upstream }) => {
      await page.goto('/');
      await ask(page, 'Write');
      const request = await upstream.nextRequest();
      request.write(begun);
      const place = answerText(page).locator(element);
      await expect(place).toHaveText('Water goes');
      await place.evaluate((words) => {
        const text = document.createTreeWalker(words, NodeFilter.SHOW_TEXT).nextNode();
        if (text) getSelection()?.setBaseAndExtent(text, 0, text, 'Water'.length);
      });
      request.write(' down', ' to the', ' sea');
      await expect(place).toHaveText('Water goes down to the sea');
      expect(await page.evaluate(() => String(getSelection()))).toBe('Water');
      request.finish();
    });
  }

  test('a table gives Markdown, or CSV for a spreadsheet', async ({ page, upstream }) => {
    const table = '| a | b |\n|---|--:|\n| 1, 2 | $x$ |';
    const answer = await read(page, upstream, `one\n\n${table}\n\ntwo`);
    await expect(answer.locator('.katex')).toBeVisible();
    await answer.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => clipboard(page)).toBe(table);
    await answer.getByRole('button', { name: 'Copy as CSV' }).click();
    await expect.poll(() => clipboard(page)).toBe('a,b\r\n"1, 2",$x$');
  });
});

test('the caret stands behind the last word of each construct, takes no room, and rests for who asks', async ({
  page,
  upstream,
}) => {
  const constructs: [begun: string, closed: string][] = [
    ['Words', '\n\n'],
    ['# Heading', '\n\n'],
    ['- one\n- two **bold', '**\n\n'],
    ['1. one\n   - inner', '\n\n'],
    ['- [ ] task', '\n\n'],
    ['> quoted', '\n\n'],
    ['| a | b |\n|---|---|\n| cell', ' |\n\n'],
    ['```js\nlet a', '\n```\n\n'],
    ['see [the page](https://example.c', 'om)\n\n'],
    ['of $x^2', '$\n\n'],
  ];
  await page.goto('/');
  await ask(page, 'Write');
  const request = await upstream.nextRequest();
  const answer = answerText(page);
  const caret = answer.locator('.md-caret');
  for (const [begun, closed] of constructs) {
    request.write(begun);
    const lastWord = /(\w+)(?:\]\(.*|\^2)?$/.exec(begun)?.[1] ?? '';
    await expect(caret).toHaveCount(1);
    await expect(caret).toContainText(lastWord);
    const size = () =>
      caret.evaluate((element) => [
        element.clientWidth,
        element.scrollWidth,
        element.getBoundingClientRect().height,
      ]);
    const withCaret = await size();
    await page.addStyleTag({ content: '.md-caret::after { display: none !important }' });
    expect(await size(), begun).toEqual(withCaret);
    await page.evaluate(() => document.head.querySelector('style:last-of-type')?.remove());
    request.write(closed);
  }
  request.write('end');
  await expect(answer).toContainText('end');
  const motion = () => caret.evaluate((element) => getComputedStyle(element, '::after').animationName);
  expect(await motion()).toBe('md-breathe');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await motion()).toBe('none');
  request.finish();
  await expect(caret).toHaveCount(0);
});

test.describe('settings', () => {
  const store = (page: Page, settings: object) =>
    page.evaluate((text) => localStorage.setItem('runnel-reading', text), JSON.stringify(settings));

  test('line numbers and broken lines come with a change in another tab', async ({
    page,
    upstream,
    context,
  }) => {
    const answer = await read(page, upstream, '```js\nlet a;\nlet b;\n```\n');
    const code = answer.locator('pre');
    await expect(code).not.toHaveAttribute('data-numbers');
    const other = await context.newPage();
    await other.goto('/');
    await store(other, { lineNumbers: true, wrapLines: true });
    await expect(code).toHaveAttribute('data-numbers', 'true');
    await expect(code).toHaveAttribute('data-wrap', 'true');
  });

  for (const smooth of [false, true]) {
    test(`a burst comes ${smooth ? 'in many small steps when it is to be smooth' : 'at once'}`, async ({
      page,
      upstream,
    }) => {
      await page.clock.install();
      await page.goto('/');
      await store(page, { smooth });
      await page.reload();
      await ask(page, 'Write');
      const request = await upstream.nextRequest();
      request.write('Begin ');
      const answer = answerText(page);
      await expect(answer.locator('.md')).toHaveText('Begin');
      // From here on the page has a frame only when it is given one.
      await page.clock.pauseAt(Date.now() + 2_000);
      request.write(`${'涓流'.repeat(150)}。end`);
      const lengths = new Set<number>();
      await expect
        .poll(
          async () => {
            await page.clock.runFor(17);
            const text = (await answer.textContent()) ?? '';
            if (text.length > 'Begin '.length) lengths.add(text.length);
            return text;
          },
          { intervals: [20] },
        )
        .toContain('end');
      // A tenth of a second has six frames.
      if (smooth) expect(lengths.size).toBeGreaterThan(3);
      else expect(lengths.size).toBe(1);

      await page.clock.resume();
      request.write('水'.repeat(300));
      request.finish();
      await expect(page.locator('article[aria-busy=false]')).toBeVisible();
      await expect(answer).toContainText('水'.repeat(300));
    });
  }
});
