import { answerText, ask, expect, test } from './fixtures/test.ts';

test('an answer appears token by token, with a caret, and is complete', { tag: '@firefox' }, async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Count to three');
  const request = await upstream.nextRequest();
  expect(request.question).toBe('Count to three');
  await expect(page.getByText('Waiting for the model')).toBeVisible();

  request.write('one');
  await expect(answerText(page)).toHaveText('one');
  await expect(page.locator('.md-caret')).toHaveCount(1);
  request.write(' two');
  await expect(answerText(page)).toHaveText('one two');
  request.write(' three');
  await expect(answerText(page)).toHaveText('one two three');
  request.finish();

  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect(page.locator('.md-caret')).toHaveCount(0);
  await expect(answerText(page)).toHaveText('one two three');
});

test('the chat gets its URL with the first message, and survives a reload', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  await expect(page).toHaveURL(/\/chats\/[A-Za-z0-9_-]{21}$/);
  request.write('Hello ', 'yourself');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('article', { name: 'Question' })).toHaveText('Hello');
  await expect(answerText(page)).toHaveText('Hello yourself');
});

test('Chinese streams one character at a time', { tag: '@firefox' }, async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, '涓流是什么？');
  const request = await upstream.nextRequest();
  const characters = [...'涓流，就是细小的水流。'];
  let sent = '';
  for (const character of characters) {
    request.write(character);
    sent += character;
    await expect(answerText(page)).toHaveText(sent);
  }
  request.finish();
});

test('a second question is sent with the whole conversation', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'first');
  const first = await upstream.nextRequest();
  first.write('1');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await ask(page, 'second');
  const second = await upstream.nextRequest();
  expect(second.body.messages).toEqual([
    { role: 'user', content: 'first' },
    { role: 'assistant', content: '1' },
    { role: 'user', content: 'second' },
  ]);
  second.write('2');
  second.finish();
  await expect(answerText(page)).toHaveText('2');
});

test('reasoning is shown while it streams, and collapses when the answer begins', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Think');
  const request = await upstream.nextRequest();
  request.think('Let me ', 'see.');
  await expect(page.getByText('Let me see.')).toBeVisible();
  request.write('Done.');
  await expect(answerText(page)).toHaveText('Done.');
  await expect(page.getByText('Let me see.')).toBeHidden();
  request.finish();
  await page.getByText(/^(Thought for|Reasoning)/).click();
  await expect(page.getByText('Let me see.')).toBeVisible();
});

test('a new chat is empty, and Back returns to the old one', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Remember me');
  const request = await upstream.nextRequest();
  request.write('I will');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(0);
  await page.goBack();
  await expect(answerText(page)).toHaveText('I will');
});

test('nothing of a chat that was left stays in memory', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Show me all you can');
  const request = await upstream.nextRequest();
  request.write('**a** $b$\n\n```js\nlet a;\n```\n\n| a |\n|---|\n| 1 |\n');
  request.finish();
  await expect(page.locator('.katex')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await answerText(page).evaluate((answer) => Object.assign(globalThis, { left: new WeakRef(answer) }));
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible();
  const session = await page.context().newCDPSession(page);
  await expect
    .poll(async () => {
      await session.send('HeapProfiler.collectGarbage');
      return page.evaluate('left.deref() === undefined');
    })
    .toBe(true);
});

test('an answer without a word says that it is empty, and can be asked for again', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Hello');
  (await upstream.nextRequest()).finish();
  const end = page.locator('[data-outcome=complete]');
  await expect(end).toContainText('Empty response');
  // There is one step, and nothing to copy or read aloud.
  await expect(page.getByRole('button', { name: 'Regenerate' })).toHaveCount(1);
  const answer = page.getByRole('main').getByRole('listitem').last();
  await expect(answer.getByRole('button', { name: 'More' })).toBeVisible();
  for (const name of ['Copy', 'Read aloud'])
    await expect(answer.getByRole('button', { name })).toHaveCount(0);
  await end.getByRole('button', { name: 'Regenerate' }).click();
  const request = await upstream.nextRequest();
  request.write('Hi.');
  request.finish();
  await expect(answerText(page)).toHaveText('Hi.');
});

test('an idle page has rendered a sample of a question, which nothing finds in it', async ({ page }) => {
  await page.addInitScript(() => {
    const samples = { added: 0, found: 0 };
    Object.assign(globalThis, { samples });
    // Called when the script that has changed the page is over.
    const observer = new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      const isSample = (node: Node) =>
        node instanceof Element && node.querySelector('#message-sample-question');
      samples.added += added.filter(isSample).length;
      if (document.getElementById('message-sample-question')) samples.found++;
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto('/');
  await expect.poll(() => page.evaluate('samples')).toEqual({ added: 1, found: 0 });
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible();
  expect(await page.evaluate('samples')).toEqual({ added: 1, found: 0 });
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('an idle page has prepared what the first formula needs, and shows nothing of it', async ({
    page,
    upstream,
  }) => {
    await page.goto('/');
    // The large sum is the last thing that the page prepares.
    await page.waitForFunction(() => {
      const fonts = [...document.fonts];
      const isPrepared = fonts.some(
        ({ family, status }) => /KaTeX_Size2/.test(family) && status === 'loaded',
      );
      return isPrepared && fonts.every(({ status }) => status !== 'loading');
    });
    await expect(page.locator('.md')).toHaveCount(0);
    const loaded: string[] = [];
    page.on('request', (request) => {
      if (['font', 'stylesheet'].includes(request.resourceType())) loaded.push(request.url());
    });
    await ask(page, 'Which formula?');
    const request = await upstream.nextRequest();
    request.write('This one: $a^2 + b^2 = c^2$.');
    request.finish();
    await expect(page.locator('.katex')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
    expect(loaded).toEqual([]);
  });
});
