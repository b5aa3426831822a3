import type { Page } from '@playwright/test';
import { read } from './fixtures/page/reading.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('the caret follows the last word of each construct, takes no space, and respects reduced motion', async ({
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

  test('line numbers and line wrapping follow a change in another tab', async ({
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
    test(`a burst is shown ${smooth ? 'in many small steps when streaming is smooth' : 'at once'}`, async ({
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
      // From here on only `runFor` makes frames.
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
      // The smoothing takes a tenth of a second, which is six frames.
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
