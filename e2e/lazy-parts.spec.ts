import type { Page } from '@playwright/test';
import { expectNoViolations } from './fixtures/page/axe.ts';
import {
  exchange,
  expectComposer,
  notice,
  openWithConversation,
  openWithoutLateChunks,
  refuseChunks,
  refuseChunkWith,
  retry,
} from './fixtures/page/refused-chunks.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const composer = (page: Page) => page.locator('form').filter({ has: field(page) });
const questions = (page: Page) => page.getByRole('article', { name: 'Question' });

test('a question and its answer stay readable when no later chunk loads, and nothing is lost once they do', async ({
  page,
  upstream,
}) => {
  const allow = await openWithoutLateChunks(page);
  await ask(page, 'Why is the sea salt?');
  const request = await upstream.nextRequest();
  request.write('Rivers ', 'bring ');
  const main = page.getByRole('main');
  await expect(main.getByText('Why is the sea salt?')).toBeVisible();
  await expect(main.getByText('Rivers bring')).toBeVisible();
  await expect(notice(main)).toHaveCount(1);
  await field(page).fill('And lakes?');
  await field(page).press('Enter');
  await expectComposer(page, '');
  await expect(main.getByText('And lakes?')).toBeVisible();
  await field(page).fill('a draft');
  await expectNoViolations(page, 'a chat whose parts failed to load');

  await retry(main).click();
  await expect(main.getByText('Loading…')).toBeHidden();
  await expect(notice(main)).toBeVisible();
  await expect(retry(main)).toBeFocused();

  await allow();
  await retry(main).click();
  await expect(questions(page)).toHaveText(['Why is the sea salt?']);
  request.write('it.');
  await expect(answerText(page)).toHaveText('Rivers bring it.');
  const waiting = page.getByRole('region', { name: 'Queued question' }).getByRole('listitem');
  await expect(waiting).toHaveText(['And lakes?']);
  await expect(notice(page)).toHaveCount(0);
  await expectComposer(page, 'a draft');
  request.finish();
  const next = await upstream.nextRequest();
  expect(next.question).toBe('And lakes?');
  next.write('Some are.');
  next.finish();
  await expect(answerText(page)).toHaveText('Some are.');
  await expect(page.getByText('Not saved yet')).toHaveCount(0);
  await page.reload();
  await expect(questions(page)).toHaveText(['Why is the sea salt?', 'And lakes?']);
  await expect(answerText(page)).toHaveText('Some are.');
});

test('missing parts load on their own when the device is back online', async ({ page, context }) => {
  await openWithConversation(page);
  await context.setOffline(true);
  await field(page).fill('word '.repeat(5_600));
  await expect(notice(composer(page))).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: 'Attach as file' })).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
});

test('28,000 pasted characters stay in the composer when the offer to attach them fails to load', async ({
  page,
}) => {
  await openWithConversation(page);
  const allow = await refuseChunks(page);
  const text = 'word '.repeat(5_600).trim();
  await field(page).fill(text);
  await expect(notice(composer(page))).toBeVisible();
  await expectComposer(page, text);
  await allow();
  await retry(composer(page)).click();
  await expect(page.getByRole('button', { name: 'Attach as file' })).toBeVisible();
  await expect(field(page)).toBeFocused();
  await expectComposer(page, text);
});

test('an attached file and the draft are kept when the code that reads files fails to load', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  const allow = await refuseChunks(page);
  await field(page).fill('What is it?');
  const file = { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('a little stream') };
  const picker = page.locator('input[type=file]');
  await picker.setInputFiles(file);
  const form = composer(page);
  await expect(notice(form)).toBeVisible();
  await expect(form.getByText('notes.md')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await expectComposer(page, 'What is it?');

  await form.getByRole('button', { name: 'Remove files' }).click();
  await expect(notice(form)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();

  await picker.setInputFiles(file);
  await expect(notice(form)).toBeVisible();
  await allow();
  await retry(form).click();
  await expect(form.getByRole('list', { name: 'Attachments' }).getByRole('listitem')).toHaveText([
    'notes.md',
  ]);
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled(); // the file has been read
  await field(page).press('Enter');
  const request = await upstream.nextRequest();
  expect(JSON.stringify(request.body.messages)).toContain('a little stream');
  expect(JSON.stringify(request.body.messages)).toContain('What is it?');
  request.finish();
});

test('a question stays visible when its editor fails to load, and editing can be cancelled or retried', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  await exchange(page, upstream, 'So.');
  await questions(page).hover();
  const edit = page.getByRole('button', { name: 'Edit' });
  await expect(edit).toBeVisible();
  const allow = await refuseChunks(page);
  await field(page).fill('a draft');
  await edit.click();
  await expect(notice(questions(page))).toBeVisible();
  await expect(questions(page)).toContainText('Why?');
  await questions(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(questions(page)).toHaveText('Why?');

  await questions(page).hover();
  await edit.click();
  await expect(notice(questions(page))).toBeVisible();
  await allow();
  await retry(questions(page)).click();
  const editor = page.getByRole('textbox', { name: 'Edit question' });
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue('Why?');
  await expectComposer(page, 'a draft');
});

test('one notice offers to retry when the message actions fail to load', async ({ page, upstream }) => {
  const allow = await refuseChunkWith(page, 'speechSynthesis');
  await openWithConversation(page);
  await exchange(page, upstream, 'So.');
  const messages = page.getByRole('main').getByRole('listitem');
  await expect(notice(messages)).toHaveCount(1);
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('So.');
  await expectComposer(page, '');
  await allow();
  await retry(messages).click();
  await expect(messages.getByRole('toolbar', { name: 'Actions' })).toHaveCount(2);
  await expect(notice(page)).toHaveCount(0);
});
