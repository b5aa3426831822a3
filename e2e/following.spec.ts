import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { offerPageModules, pageModules } from './fixtures/page/page-modules.ts';
import { restingTopOf, topOf } from './fixtures/page/positions.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `Line ${from + index}.\n\n`).join('');

test('the page follows the answer until the reader scrolls up, then stays and offers the new words', {
  tag: '@firefox',
}, async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Much');
  const request = await upstream.nextRequest();
  request.write(lines(0, 60));
  await expect(page.getByText('Line 59.')).toBeInViewport();
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -600);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  await expect(page.getByText('Line 59.')).not.toBeInViewport();
  const read = page.getByText('Line 30.');
  const before = await restingTopOf(read);
  request.write(lines(60, 90));
  await expect(page.getByText('Line 89.')).toBeAttached();
  const pill = page.getByRole('button', { name: 'New content below' });
  await expect(pill).toBeVisible();
  expect(await topOf(read)).toBe(before);
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await pill.click();
  await expect(page.getByText('Line 89.')).toBeInViewport();
  await expect(pill).toHaveCount(0);
  request.write(lines(90, 120));
  await expect(page.getByText('Line 119.')).toBeInViewport();
  request.finish();
});

test('the scroll keys also work in the empty composer, and End resumes following', {
  tag: '@firefox',
}, async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Much');
  const request = await upstream.nextRequest();
  request.write(lines(0, 60));
  await expect(page.getByText('Line 59.')).toBeInViewport();
  const field = page.getByRole('textbox', { name: 'Message' });
  const pill = page.getByRole('button', { name: 'Jump to latest' });
  await field.press('PageUp');
  await expect(pill).toBeVisible();
  await expect(page.getByText('Line 59.')).not.toBeInViewport();
  await field.press('Home');
  await expect(page.getByText('Line 0.')).toBeInViewport();
  await field.press('PageDown');
  await expect(page.getByText('Line 0.')).not.toBeInViewport();
  await field.press('End');
  await expect(page.getByText('Line 59.')).toBeInViewport();
  await expect(pill).toHaveCount(0);

  // With a draft in the composer the keys move the cursor, and the page goes on following.
  await field.fill('word');
  await field.press('PageUp');
  await field.press('Home');
  request.write(lines(60, 90));
  await expect(page.getByText('Line 89.')).toBeInViewport();
  await expect(pill).toHaveCount(0);
  request.finish();
});

test('a link to a message opens its version, scrolls to it and highlights it briefly', {
  tag: '@firefox',
}, async ({ page, context }) => {
  await offerPageModules(context);
  await page.goto('/api/health');
  const message = (id: string, text: string): ChatMessage => ({
    id,
    role: id.startsWith('q') ? 'user' : 'assistant',
    parts: [{ type: 'text', text }],
    ...(id.startsWith('q')
      ? {}
      : { metadata: { runId: id, model: 'm', startedAt: 1, outcome: 'complete' as const } }),
  });
  const chat: [ChatMessage, string | null][] = [
    [message('q1', 'First?'), null],
    [message('a1', lines(0, 40)), 'q1'],
    [message('q2', 'In the old version?'), 'a1'],
    [message('a2', lines(40, 80)), 'q2'],
    [message('q2b', 'In the new version?'), 'a1'],
    [message('a2b', lines(80, 120)), 'q2b'],
  ];
  const modules = await pageModules(page);
  await modules.evaluate(async ({ saveMessage }, json) => {
    for (const [message, parentId] of JSON.parse(json))
      await saveMessage('with-hits' as never, message, { parentId });
  }, JSON.stringify(chat));
  await page.goto('/chats/with-hits#message-q2b');
  await expect(page.getByText('In the new version?')).toBeInViewport();
  await expect(page.locator('[data-sought]')).toHaveAttribute('id', 'message-q2b');
  await expect(page.locator('[data-sought]')).toHaveCount(0);
  await page.evaluate(() => {
    location.hash = '#message-q2';
  });
  await expect(page.getByText('In the old version?')).toBeInViewport();
  await expect(page.getByText('In the new version?')).toHaveCount(0);
});

test('the URL of a chat that is not in this browser shows a notice', async ({ page }) => {
  await page.goto('/chats/no-such-chat#message-x');
  await expect(page.getByText('Chat not found')).toBeVisible();
  await expect(answerText(page)).toHaveCount(0);
});
