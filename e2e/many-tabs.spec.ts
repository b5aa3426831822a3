import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('a run started in one tab streams in the other, and ends in both', { tag: '@firefox' }, async ({
  page,
  context,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('One.');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answerText(other)).toHaveText('One.');

  await ask(page, 'Second?');
  const second = await upstream.nextRequest();
  await expect(other.getByRole('button', { name: 'Stop' })).toBeVisible();
  second.write('Two');
  for (const tab of [page, other]) await expect(answerText(tab)).toHaveText('Two');
  second.write(', and more.');
  second.finish();
  for (const tab of [page, other]) {
    await expect(answerText(tab)).toHaveText('Two, and more.');
    await expect(tab.getByRole('button', { name: 'Send' })).toBeVisible();
    await expect(tab.getByRole('article', { name: 'Answer' })).toHaveCount(2);
  }

  // The other way round, the tab that followed asks.
  await ask(other, 'Third?');
  (await upstream.nextRequest()).write('Three');
  await expect(answerText(page)).toHaveText('Three');
  await page.getByRole('button', { name: 'Stop' }).click();
  for (const tab of [page, other]) await expect(tab.getByText('Stopped.', { exact: true })).toBeVisible();
  expect(upstream.requests).toHaveLength(3);
});

test('closing the tab that started a run does not affect the other', async ({ page, context, upstream }) => {
  await page.goto('/');
  await ask(page, 'Will you stay?');
  const request = await upstream.nextRequest();
  request.write('I ');
  await expect(answerText(page)).toHaveText('I');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answerText(other)).toHaveText('I');
  await page.close();
  request.write('will.');
  request.finish();
  await expect(answerText(other)).toHaveText('I will.');
  await expect.poll(async () => (await storedAnswer(other))?.outcome).toBe('complete');
  expect(upstream.requests).toHaveLength(1);
});
