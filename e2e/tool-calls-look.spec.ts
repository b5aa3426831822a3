import type { Page } from '@playwright/test';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, card, test } from './fixtures/tool-test.ts';

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

test('of each call its line is printed, and what the reader has opened, without the controls', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'How much?');
  const first = await upstream.nextRequest();
  first.callTools(sum('c1', '1 + 1'), sum('c2', '1 / 0 +'));
  const second = await upstream.nextRequest();
  second.write('Then.');
  second.callTools(sum('c3', '2 + 2'));
  const third = await upstream.nextRequest();
  third.write('Four.');
  third.finish();
  await expect(answerText(page)).toHaveText('Four.');
  await card(page, 2).getByText('Calculator').click();
  await expect(card(page, 2)).toContainText('2 + 2');
  await expect(card(page)).toBeHidden();

  await page.emulateMedia({ media: 'print' });
  for (const [nth, outcome] of ['Done', 'Failed', 'Done'].entries()) {
    await expect(card(page, nth).getByText('Calculator')).toBeVisible();
    await expect(card(page, nth).getByText(outcome)).toBeVisible();
  }
  await expect(card(page).getByText('1 + 1')).toBeHidden();
  await expect(card(page, 2).getByText('2 + 2')).toBeVisible();
  await expect(answer(page).getByRole('button').filter({ visible: true })).toHaveCount(0);
  await expect(answer(page).locator('summary > svg.lucide-chevron-right').first()).toBeHidden();
});
