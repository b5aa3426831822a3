import type { Page } from '@playwright/test';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, test } from './fixtures/tool-test.ts';

const sum = (id: string, expression = '1 + 1') => ({ id, name: 'calculate', input: { expression } });

/** The gaps between the parts of the answer, in CSS pixels. */
const gaps = (page: Page) =>
  answer(page).evaluate((article) => {
    const boxes = Array.from(article.children, (part) => part.getBoundingClientRect());
    return boxes.slice(1).map((box, index) => Math.round(box.top - (boxes[index]?.bottom ?? 0)));
  });

test('text stands as far from one call as from several, before and after it', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'How much?');
  for (const calls of [[sum('c1')], [sum('c2'), sum('c3')], [sum('c4')]]) {
    const request = await upstream.nextRequest();
    request.write('So.');
    request.callTools(...calls);
  }
  const request = await upstream.nextRequest();
  request.write('Two.');
  request.finish();
  await expect(answerText(page)).toHaveText('Two.');
  await expect(answer(page).getByText('2 tool calls')).toBeVisible();
  await expect.poll(() => gaps(page)).toEqual(Array.from({ length: 6 }, () => 32));
});
