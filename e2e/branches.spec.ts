import type { Page } from '@playwright/test';
import { loadHeadId } from './fixtures/page/stored-chat.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const questions = (page: Page) => page.getByRole('article', { name: 'Question' });
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });
const ready = (page: Page) => expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
/** The actions of a message. */
const actions = (page: Page, text: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: text });

async function answerWith(page: Page, upstream: ScriptedUpstream, text: string) {
  const request = await upstream.nextRequest();
  request.write(text);
  request.finish();
  await expect(answerText(page)).toHaveText(text);
  await ready(page);
  return request;
}

/** Two questions with their answers. */
async function askTwoQuestions(page: Page, upstream: ScriptedUpstream) {
  await page.goto('/');
  await ask(page, 'First?');
  await answerWith(page, upstream, 'One.');
  await ask(page, 'Second?');
  await answerWith(page, upstream, 'Two.');
}

test('editing an earlier question starts a new version, and the old one keeps all that followed', async ({
  page,
  upstream,
}) => {
  await askTwoQuestions(page, upstream);
  await actions(page, 'First?').hover();
  await actions(page, 'First?').getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'Edit question' });
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue('First?');
  await editor.fill('Other?');
  await page.getByRole('button', { name: 'Save & send' }).click();
  const request = await answerWith(page, upstream, 'Another.');
  expect(request.body.messages).toEqual([{ role: 'user', content: 'Other?' }]);
  await expect(questions(page)).toHaveText(['Other?']);

  const versions = page.getByRole('group', { name: 'Versions' });
  await expect(versions).toHaveText('2/2');
  const newHead = await loadHeadId(page);
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(questions(page)).toHaveText(['First?', 'Second?']);
  await expect(versions).toHaveText('1/2');
  await expect.poll(() => loadHeadId(page)).not.toBe(newHead);
  await page.reload();
  await expect(questions(page)).toHaveText(['First?', 'Second?']);
  await expect(versions).toHaveText('1/2');
  await versions.getByRole('button', { name: 'Next version' }).click();
  await expect(questions(page)).toHaveText(['Other?']);
});

test('Escape and Cancel discard an edit, and ↑ in an empty composer edits the last question', async ({
  page,
  upstream,
}) => {
  await askTwoQuestions(page, upstream);
  const field = page.getByRole('textbox', { name: 'Message' });
  const editor = page.getByRole('textbox', { name: 'Edit question' });
  await field.press('ArrowUp');
  await expect(editor).toHaveValue('Second?');
  await editor.fill('Changed');
  await editor.press('Escape');
  await expect(questions(page)).toHaveText(['First?', 'Second?']);
  await field.fill('typed');
  await field.press('ArrowUp');
  await expect(editor).toHaveCount(0);
  await field.fill('');
  await field.press('ArrowUp');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(questions(page)).toHaveText(['First?', 'Second?']);
  expect(upstream.requests).toHaveLength(2);
});

test('regenerating an earlier answer starts a new version, and the old one keeps all that followed', async ({
  page,
  upstream,
}) => {
  await askTwoQuestions(page, upstream);
  await actions(page, 'One.').hover();
  await actions(page, 'One.').getByRole('button', { name: 'Regenerate' }).click();
  const request = await answerWith(page, upstream, 'Uno.');
  expect(request.body.messages).toEqual([{ role: 'user', content: 'First?' }]);
  await expect(answers(page)).toHaveText(['Uno.']);
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(answers(page)).toHaveText(['One.', 'Two.']);
});

test('an answer in another version goes on streaming, also over a reload, and can be shown again', async ({
  page,
  upstream,
}) => {
  await askTwoQuestions(page, upstream);
  await page.getByRole('button', { name: 'Regenerate' }).last().click();
  const request = await upstream.nextRequest();
  request.write('Dos ');
  await expect(answerText(page)).toHaveText('Dos');
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(answerText(page)).toHaveText('Two.');
  await expect(page.getByText('Answering in another version')).toBeVisible();
  request.write('y medio ');
  await page.reload();
  await expect(answerText(page)).toHaveText('Two.');
  await page.getByRole('button', { name: 'View' }).click();
  await expect(answerText(page)).toHaveText('Dos y medio');
  await expect(page.getByText('Answering in another version')).toBeHidden();
  request.write('más.');
  request.finish();
  await expect(answerText(page)).toHaveText('Dos y medio más.');
  await ready(page);
  await expect(page.getByRole('group', { name: 'Versions' })).toHaveText('2/2');
});

test('a chat forked from a message has the messages up to it, and the original stays', async ({
  page,
  upstream,
}) => {
  await askTwoQuestions(page, upstream);
  const original = page.url();
  await actions(page, 'One.').hover();
  await actions(page, 'One.').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Branch in new chat' }).click();
  await expect(page).not.toHaveURL(original);
  await expect(page.getByRole('status', { name: 'Notifications' })).toContainText('Branched into a new chat');
  await expect(answers(page)).toHaveText(['One.']);
  await ask(page, 'And here?');
  await answerWith(page, upstream, 'Here.');
  await page.goto(original);
  await expect(answers(page)).toHaveText(['One.', 'Two.']);
});

test('an edit appears in other tabs, except where someone is editing, and both questions are saved', async ({
  page,
  upstream,
  context,
}) => {
  await askTwoQuestions(page, upstream);
  const [other, third] = [await context.newPage(), await context.newPage()];
  for (const tab of [other, third]) {
    await tab.goto(page.url());
    await expect(questions(tab)).toHaveText(['First?', 'Second?']);
  }
  const editor = (tab: Page) => tab.getByRole('textbox', { name: 'Edit question' });
  for (const [tab, text] of [
    [page, 'From one?'],
    [other, 'From the other?'],
  ] as const) {
    await tab.getByRole('textbox', { name: 'Message' }).press('ArrowUp');
    await editor(tab).fill(text);
  }
  await page.getByRole('button', { name: 'Save & send' }).click();
  await answerWith(page, upstream, 'Yes.');
  await expect(questions(third)).toHaveText(['First?', 'From one?']);
  await expect(answerText(third)).toHaveText('Yes.');
  await expect(editor(other)).toHaveValue('From the other?');
  await other.getByRole('button', { name: 'Save & send' }).click();
  await answerWith(other, upstream, 'And yes.');
  await expect(questions(page)).toHaveText(['First?', 'From the other?']);
  await expect(answerText(page)).toHaveText('And yes.');
  const versions = page.getByRole('group', { name: 'Versions' }).first();
  await expect(versions).toHaveText('3/3');
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(questions(page)).toHaveText(['First?', 'From one?']);
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(questions(page)).toHaveText(['First?', 'Second?']);
});
