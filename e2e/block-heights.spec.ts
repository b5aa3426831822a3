import { providePaintedFrames } from './fixtures/page/painted-frames.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('no block loses height while it streams or when it ends', async ({ page, upstream }) => {
  const text = [
    'Water falls `1,200 m`, that is $\\Delta h_{1} + \\Delta h_{2}$, on its way to the sea, 340 km from the `spring`.',
    '$$\n\\begin{aligned}\nQ &= \\int_A v\\,\\mathrm{d}A \\\\\nv &= \\frac{1}{n} R_h^{2/3} \\sqrt{S}\n\\end{aligned}\n$$',
    '```ts\nconst flow = 35;\n\nlet way = 0;\n```',
    '- one\n- two `three`\n\n  ```\n  four\n  ```\n- [ ] five',
    '> six $x^2$\n>\n> $$x$$',
    '| a | b |\n|---|---|\n| 1 | `c` |',
    'The end, with a note.[^1]',
    '[^1]: Seven.',
  ].join('\n\n');
  await page.setViewportSize({ width: 375, height: 740 });
  await providePaintedFrames(page);
  await page.goto('/');
  await ask(page, 'Write');
  const request = await upstream.nextRequest();
  await page.evaluate(() => {
    const heights = new WeakMap<Element, number>();
    globalThis.seen = new Set();
    everyPaintedFrame(() => {
      for (const block of document.querySelectorAll('.md-group, .md-group > *')) {
        const { height } = block.getBoundingClientRect();
        const before = heights.get(block) ?? 0;
        if (height < before - 0.5) seen.add(`${block.outerHTML.slice(0, 80)}: ${before} → ${height}`);
        heights.set(block, height);
      }
    });
  });
  for (const piece of text.match(/[\s\S]{1,4}/gu) ?? []) {
    request.write(piece);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  await expect(answerText(page).locator('.katex')).toHaveCount(4);
  expect(await page.evaluate(() => [...seen])).toEqual([]);
});
