import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { answerText, ask, detail, expect, test } from './fixtures/test.ts';

test('stopping before the first token closes the upstream', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Slow one');
  const request = await upstream.nextRequest();
  await page.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();

  await page.reload();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a stop keeps exactly the text on screen after a reload', { tag: '@firefox' }, async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Long one');
  const request = await upstream.nextRequest();
  request.write('Once ', 'upon ', 'a');
  await expect(answerText(page)).toHaveText('Once upon a');
  await page.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(answerText(page)).toHaveText('Once upon a');

  await page.reload();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(answerText(page)).toHaveText('Once upon a');
  await page.locator('[data-run-details]').click();
  await expect(detail(page, 'Connection to the model')).toHaveText(/^closed \d+ ms after Stop$/);
});

test('a reload in the middle of an answer continues it without losing text', { tag: '@firefox' }, async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  const words = ['Es ', '**war** ', 'einmal, ', '\n\nin ', 'einem ', 'fernen ', '涓流 🙂 ', 'Land.'];
  request.write(...words.slice(0, 4));
  await expect(answerText(page)).toContainText('einmal,');

  await page.reload();
  await expect(answerText(page)).toContainText('einmal,');
  for (const word of words.slice(4)) request.write(word);
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect.poll(async () => (await storedAnswer(page))?.text).toBe(words.join('')); // saving is asynchronous

  await page.reload();
  await expect(answerText(page)).toContainText('Land.');
  await expect.poll(async () => (await storedAnswer(page))?.text).toBe(words.join('')); // saving is asynchronous
  expect(upstream.requests).toHaveLength(1);
});

test('after a reload before the first token the answer still arrives', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Patience');
  const request = await upstream.nextRequest();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  request.write('Here I am');
  await expect(answerText(page)).toHaveText('Here I am');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
});

test('stop works on a resumed stream', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  request.write('before ');
  await expect(answerText(page)).toHaveText('before');
  await page.reload();
  await expect(answerText(page)).toHaveText('before');
  request.write('after');
  await expect(answerText(page)).toHaveText('before after');
  await page.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(answerText(page)).toHaveText('before after');
});

test('closing the tab does not stop the run, and reopening the chat shows all of it', {
  tag: '@firefox',
}, async ({ page, context, upstream }) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  request.write('while you ');
  await expect(answerText(page)).toHaveText('while you');
  const address = page.url();
  await page.close();
  request.write('were away');
  request.finish();
  await request.closed;

  const later = await context.newPage();
  await later.goto(address);
  await expect(answerText(later)).toHaveText('while you were away');
  await expect(later.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('two tabs follow one run, and a stop in one ends both', async ({ page, context, upstream }) => {
  await page.goto('/');
  await ask(page, 'For two');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');

  const second = await context.newPage();
  await second.goto(page.url());
  await expect(answerText(second)).toHaveText('one');
  request.write('two');
  for (const tab of [page, second]) await expect(answerText(tab)).toHaveText('one two');
  await second.getByRole('button', { name: 'Stop' }).click();
  await request.closed;
  for (const tab of [page, second]) {
    await expect(tab.getByText('Stopped.', { exact: true })).toBeVisible();
    await expect(answerText(tab)).toHaveText('one two');
  }
  expect(upstream.requests).toHaveLength(1);
});

test('a question that was asked before the models were listed keeps its answer', async ({
  page,
  server,
  upstream,
}) => {
  const asked = Promise.withResolvers<void>();
  // The response to the browser's first request arrives last, with another cookie.
  await page.route('**/api/models', async (route) => {
    const response = await fetch(`${server.url}/api/models`);
    const [headers, body] = [Object.fromEntries(response.headers), await response.text()];
    await asked.promise;
    await route.fulfill({ headers, body });
  });
  await page.goto('/');
  await ask(page, 'What flows?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  const listed = page.waitForResponse('**/api/models');
  asked.resolve();
  await (await listed).finished();
  await page.reload();
  request.write('two');
  request.finish();
  await expect(answerText(page)).toHaveText('one two');
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
});
