import type { Page } from '@playwright/test';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const queue = (page: Page) => page.getByRole('region', { name: 'Waiting question' });
const waiting = (page: Page) => queue(page).getByRole('listitem');

test('what is sent while an answer comes waits in sight, and is asked when it is complete, in its order', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await field(page).fill('second');
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('');
  await field(page).fill('third');
  await page.getByRole('button', { name: 'Ask next' }).click();
  await expect(waiting(page)).toHaveText(['second', 'third']);
  expect(upstream.requests).toHaveLength(1);
  request.finish();
  const second = await upstream.nextRequest();
  expect(second.question).toBe('second');
  await expect(waiting(page)).toHaveText(['third']);
  second.write('two');
  second.finish();
  const third = await upstream.nextRequest();
  expect(third.question).toBe('third');
  await expect(queue(page)).toHaveCount(0);
  third.write('three');
  third.finish();
  await expect(answerText(page)).toHaveText('three');
});

test('a question that waits can be changed and taken back, and outlives a reload', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  for (const text of ['second', 'third']) {
    await field(page).fill(text);
    await field(page).press('Enter');
  }
  await expect(waiting(page)).toHaveText(['second', 'third']);
  await waiting(page).first().getByRole('button', { name: 'Take back' }).click();
  await waiting(page).first().getByRole('button', { name: 'Change' }).click();
  const change = page.getByRole('textbox', { name: 'Waiting question' });
  await change.fill('something else');
  await change.press('Escape');
  await expect(waiting(page)).toHaveText(['third']);
  await waiting(page).first().getByRole('button', { name: 'Change' }).click();
  await change.fill('a line');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(waiting(page)).toHaveText(['a line']);
  await waiting(page).first().getByRole('button', { name: 'Change' }).click();
  await change.fill('changed');
  await change.press('Enter');
  await expect(waiting(page)).toHaveText(['changed']);
  await page.reload();
  await expect(waiting(page)).toHaveText(['changed']);
  await expect(answerText(page)).toHaveText('one');
  request.finish();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('changed');
  next.finish();
});

test('after an answer that was stopped questions wait for a word', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one');
  await field(page).fill('second');
  await field(page).press('Enter');
  await expect(waiting(page)).toHaveText(['second']);
  await page.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(queue(page)).toContainText('These wait');
  expect(upstream.requests).toHaveLength(1);
  await queue(page).getByRole('button', { name: 'Ask now' }).click();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('second');
  next.finish();
  await expect(queue(page)).toHaveCount(0);
});

test('of two tabs one asks the question that waits', async ({ page, upstream, context }) => {
  await page.goto('/');
  await ask(page, 'first');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  const other = await context.newPage();
  await other.goto(page.url());
  await field(page).fill('second');
  await field(page).press('Enter');
  await expect(waiting(other)).toHaveText(['second']);
  await expect(answerText(other)).toHaveText('one');
  request.finish();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('second');
  next.write('two');
  next.finish();
  for (const tab of [page, other]) {
    await expect(answerText(tab)).toHaveText('two');
    await expect(queue(tab)).toHaveCount(0);
  }
  expect(upstream.requests).toHaveLength(2);
});
