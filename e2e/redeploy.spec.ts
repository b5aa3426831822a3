import { openWithConversation, openWithoutLateChunks, refuseChunks } from './fixtures/page/refused-chunks.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

// The chunks of a page are gone once another version of the app is deployed.

test('an open tab whose chunks are gone finishes, stops and saves its answers', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  await ask(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('One ');
  await expect(answerText(page)).toHaveText('One');
  await refuseChunks(page);
  first.write('and all.');
  first.finish();
  await expect(answerText(page)).toHaveText('One and all.');

  await ask(page, 'Second?');
  const second = await upstream.nextRequest();
  second.write('Two');
  await expect(answerText(page)).toHaveText('Two');
  await page.getByRole('button', { name: 'Stop' }).click();
  await second.closed;
  await expect(page.locator('[data-outcome=stopped]')).toBeVisible();

  const next = await page.context().newPage();
  await next.goto(page.url());
  await expect(next.getByRole('article', { name: 'Answer' })).toContainText(['One and all.', 'Two']);
  await expect(next.locator('[data-outcome=stopped]')).toBeVisible();
});

test('an answer of a tab that never got the code to save it is stored by the next page', async ({
  page,
  upstream,
}) => {
  await openWithoutLateChunks(page);
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  await expect(page.getByRole('main').getByText('Because.')).toBeVisible();
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();

  const next = await page.context().newPage();
  await next.goto(page.url());
  await expect(answerText(next)).toHaveText('Because.');
  await expect(next.locator('[data-outcome]')).toHaveCount(0);
});
