import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { offerPageModules, pageModules } from './fixtures/page/page-modules.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

test('reasoning streams into a disclosure that closes when the answer begins, and survives a reload', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Think');
  const request = await upstream.nextRequest();
  const thoughts = page.getByText('Let me see.');
  request.think('Let me ', 'see.');
  await expect(thoughts).toBeVisible();
  request.write('Done.');
  await expect(answerText(page)).toHaveText('Done.');
  await expect(thoughts).toBeHidden();
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await page.reload();
  await expect(thoughts).toBeHidden();
  await page.locator('summary').click();
  await expect(thoughts).toBeVisible();
});

test('reasoning that the reader opened stays open when the answer begins', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Think');
  const request = await upstream.nextRequest();
  request.think('Let me see.');
  const summary = page.locator('summary');
  const thoughts = page.getByText('Let me see.');
  await expect(thoughts).toBeVisible();
  await summary.click();
  await expect(thoughts).toBeHidden();
  await summary.click();
  await expect(thoughts).toBeVisible();
  request.write('Done.');
  await expect(answerText(page)).toHaveText('Done.');
  await expect(thoughts).toBeVisible();
  request.finish();
});

test('reasoning shows its duration, sources their hosts, pictures are shown, and other files can be downloaded', async ({
  page,
  context,
}) => {
  await offerPageModules(context);
  await page.goto('/api/health');
  const pixel =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const question: ChatMessage = {
    id: 'q',
    role: 'user',
    parts: [
      { type: 'file', mediaType: 'image/png', filename: 'dot.png', url: pixel },
      { type: 'text', text: 'Sources?' },
    ],
  };
  const answer: ChatMessage = {
    id: 'a',
    role: 'assistant',
    parts: [
      {
        type: 'reasoning',
        text: 'Let me see.',
        state: 'done',
        providerMetadata: { runnel: { durationMs: 12_400 } },
      },
      { type: 'text', text: 'Here.' },
      { type: 'file', mediaType: 'image/png', url: pixel },
      { type: 'file', mediaType: 'text/csv', filename: 'table.csv', url: 'data:text/csv;base64,YSxi' },
      { type: 'source-url', sourceId: '1', url: 'https://www.example.org/a', title: 'A page' },
      { type: 'source-url', sourceId: '2', url: 'https://example.com/b' },
      { type: 'source-url', sourceId: '3', url: 'javascript:alert(1)', title: 'Bad' },
    ],
    metadata: { runId: 'a', model: 'm', startedAt: 1, outcome: 'complete' },
  };
  const modules = await pageModules(page);
  await modules.evaluate(
    async ({ saveMessage }, json) => {
      const [question, answer] = JSON.parse(json);
      await saveMessage('with-sources' as never, question, { parentId: null });
      await saveMessage('with-sources' as never, answer, { parentId: question.id });
    },
    JSON.stringify([question, answer]),
  );
  await page.goto('/chats/with-sources');
  await expect(page.getByText('Thought for 12 s')).toBeVisible();
  const sources = page.getByRole('region', { name: 'Sources' }).getByRole('listitem');
  await expect(sources).toHaveText([/A page.*example\.org/, /https:\/\/example\.com\/b/, /Bad/]);
  await expect(sources.nth(0).getByRole('link')).toHaveAttribute('href', 'https://www.example.org/a');
  await expect(sources.nth(2).getByRole('link')).toHaveCount(0);
  const asked = page.getByRole('article', { name: 'Question' });
  await expect(asked.getByRole('img', { name: 'dot.png' })).toBeVisible();
  const answered = page.getByRole('article', { name: 'Answer' });
  await expect(answered.getByRole('img')).toBeVisible();
  const download = page.waitForEvent('download');
  await answered.getByRole('link', { name: 'Download table.csv' }).click();
  expect((await download).suggestedFilename()).toBe('table.csv');
});
