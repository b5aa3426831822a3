import { answerText, ask, expect, stayInterrupted, test } from './fixtures/test.ts';

for (const [status, said, requests, shown] of [
  [401, 'Incorrect API key provided: sk-test-0123456789.', 1, 'API key rejected. Check OPENAI_API_KEY.'],
  [
    429,
    'Rate limit reached for requests',
    3,
    "Rate limited.The model's server responded with 429: Rate limit reached for requests",
  ],
  [
    500,
    'The server had an error',
    3,
    "The model’s server returned an error.The model's server responded with 500: The server had an error",
  ],
] as const) {
  test(`a ${status} from the upstream is explained and can be retried`, async ({
    page,
    upstream,
    server,
  }) => {
    await page.goto('/');
    await ask(page, 'May I?');
    for (let request = 0; request < requests; request++) {
      (await upstream.nextRequest()).refuse(status, said, { 'retry-after-ms': '10' });
    }
    const notice = page.locator('[data-outcome=failed]').getByRole('alert');
    await expect(notice).toHaveText(shown);
    expect(server.output.join('\n')).not.toContain('0123456789');

    await page.reload();
    await expect(notice).toBeVisible();
    const answer = page.getByRole('main').getByRole('listitem').last();
    await expect(answer.getByRole('button', { name: 'More' })).toBeVisible();
    for (const name of ['Copy', 'Read aloud', 'Regenerate', 'Continue'])
      await expect(answer.getByRole('button', { name })).toHaveCount(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    const second = await upstream.nextRequest();
    expect(second.question).toBe('May I?');
    second.write('You may.');
    second.finish();
    await expect(answerText(page)).toHaveText('You may.');
    await expect(notice).toHaveCount(0);
  });
}

test('an upstream that breaks off leaves the received text', async ({ page, upstream }) => {
  await page.addInitScript(stayInterrupted);
  await page.goto('/');
  await ask(page, 'Half of it');
  const request = await upstream.nextRequest();
  request.write('The first half');
  await expect(answerText(page)).toHaveText('The first half');
  request.reset();
  await expect(page.getByRole('alert').filter({ hasText: 'Connection lost.' })).toBeVisible();
  await expect(answerText(page)).toHaveText('The first half');
});

test('an answer without a finish reason is not shown as complete', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Half of it');
  const request = await upstream.nextRequest();
  request.write('The first half');
  request.raw('data: [DONE]\n\n');
  request.end();
  await expect(page.getByRole('alert').filter({ hasText: 'was cut off' })).toBeVisible();
  await expect(answerText(page)).toHaveText('The first half');
});

test('an invalid chat URL redirects to a new chat', async ({ page }) => {
  const response = await page.goto('/chats/no such chat!');
  expect(response?.status()).toBe(404);
  await page.getByRole('link', { name: 'Start a new chat' }).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
});

test('pages for development are not part of the build', async ({ request }) => {
  expect((await request.get('/dev/states')).status()).toBe(404);
});
