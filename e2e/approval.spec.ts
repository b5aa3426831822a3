import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, card, test } from './fixtures/tool-test.ts';

const height = (id: string, place: string) => ({ id, name: 'hills_get_height', input: { place } });
const allow = (page: Page) => page.getByRole('button', { name: 'Allow once' });

/** Asks, has the model call these tools, and waits for the approval request. */
async function askFor(
  page: Page,
  upstream: ScriptedUpstream,
  ...calls: Parameters<UpstreamRequest['callTools']>
): Promise<void> {
  await page.goto('/');
  await ask(page, 'How high?');
  const request = await upstream.nextRequest();
  request.write('Let me look.');
  request.callTools(...calls);
  await expect(answer(page).getByText('Waiting for your approval')).toBeVisible();
}

async function endWith(request: UpstreamRequest, page: Page, words = 'It is high.'): Promise<void> {
  request.write(words);
  request.finish();
  await expect(answerText(page)).toHaveText(words);
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
}

test('a tool waits for approval, runs once it is allowed, and the answer continues in the same message', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('awaiting-approval');
  expect(hills.calls).toEqual([]);
  await allow(page).click();
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({ c1: 'Vaals is 312 m high.' });
  expect(request.body.messages.filter(({ role }) => role === 'assistant')).toHaveLength(1);
  await endWith(request, page);
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await expect(card(page)).toContainText('Vaals is 312 m high.');
  await expect(answer(page)).toHaveCount(1);
  await expect(answer(page).locator('[data-part=text]')).toHaveCount(2);
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
  expect(hills.calls).toEqual(['get.height']);
});

test('one press denies a tool, which does not run, and afterwards the reader can tell the model why', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.getByRole('button', { name: 'Deny' }).click();
  const request = await upstream.nextRequest();
  expect(String(request.toolResults.c1)).toContain('denied');
  await page.getByRole('button', { name: 'Tell the model why' }).click();
  const field = page.getByRole('textbox', { name: 'Message' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('I denied “Height of a hill” because ');
  await endWith(request, page, 'Then not.');
  await page.reload();
  await expect(card(page)).toHaveAttribute('data-call-state', 'denied');
  expect(hills.calls).toEqual([]);
});

test('Tab leads from the composer to the call that waits for approval, and nothing else is offered', async ({
  page,
  upstream,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await expect(allow(page)).toBeVisible(); // the card's code is there
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await page.keyboard.type('Never');
  await page.keyboard.press('Tab');
  await expect(allow(page)).not.toBeFocused(); // someone who writes goes on to Send
  await page.getByRole('textbox', { name: 'Message' }).fill('');
  await page.keyboard.press('Tab');
  await expect(allow(page)).toBeFocused();
  const actions = page.getByRole('main').getByRole('toolbar');
  await page.getByRole('article', { name: 'Question' }).hover();
  await expect(actions).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Message' }).press('ArrowUp'); // edits the last question at other times
  await expect(page.getByRole('textbox', { name: 'Edit question' })).toHaveCount(0);
  await allow(page).press('Enter');
  await endWith(await upstream.nextRequest(), page);
  await expect(actions).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Message' })).not.toBeFocused();
  await expect(allow(page)).toHaveCount(0);
});

test('an ended call takes one line, several take one together, and each opens', async ({
  page,
  upstream,
}) => {
  const sum = (id: string, expression: string) => ({ id, name: 'calculate', input: { expression } });
  await page.goto('/');
  await ask(page, 'How much?');
  (await upstream.nextRequest()).callTools(sum('c1', '1 + 1'));
  const second = await upstream.nextRequest();
  const result = (text: string) => answer(page).getByText(text, { exact: true });
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await expect(result('2')).toBeHidden();
  await card(page).getByText('Calculator').click();
  await expect(result('2')).toBeVisible();

  second.callTools(sum('c2', '2 + 2'), sum('c3', '1 / 0 +'));
  const third = await upstream.nextRequest();
  const group = answer(page).getByRole('button', { name: /^3 tool calls/ });
  await expect(group).toContainText('1 failed');
  await expect(result('2')).toBeVisible(); // the reader has opened it
  await expect(card(page, 1)).toBeVisible();
  await group.click();
  await expect(card(page)).toBeHidden();
  await expect(card(page, 1)).toBeHidden();
  await endWith(third, page, 'Four.');
  await group.click();
  await expect(result('2')).toBeVisible();
  await card(page, 1).getByText('Calculator').click();
  await expect(result('4')).toBeVisible();
});

test('the approval request survives a reload, and allowing it runs the call', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.reload();
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  await allow(page).click();
  const request = await upstream.nextRequest();
  await page.reload(); // while the continued run streams
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await endWith(request, page);
  expect(hills.calls).toEqual(['get.height']);
  expect(upstream.requests).toHaveLength(2);
});

test('a second tab can approve a call, and the first tab shows the answer continue', async ({
  page,
  upstream,
  context,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  const second = await context.newPage();
  await second.goto(page.url());
  await allow(second).click();
  const request = await upstream.nextRequest();
  for (const tab of [page, second]) await expect(card(tab)).toHaveAttribute('data-call-state', 'done');
  await endWith(request, page);
  await expect(answerText(second)).toHaveText('It is high.');
  expect(hills.calls).toEqual(['get.height']);
});

test('“Always allow in this chat” applies to later questions and after a reload, but not to other chats', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.getByRole('button', { name: 'Always allow in this chat' }).click();
  await endWith(await upstream.nextRequest(), page);
  await page.reload();
  await ask(page, 'And the next?');
  (await upstream.nextRequest()).callTools(height('c2', 'Eys'));
  const request = await upstream.nextRequest();
  expect(request.toolResults).toMatchObject({ c2: 'Eys is 312 m high.' });
  await endWith(request, page, 'As high.');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await ask(page, 'And elsewhere?');
  (await upstream.nextRequest()).callTools(height('c3', 'Bad'));
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  expect(hills.calls).toEqual(['get.height', 'get.height']);
});

test('of several calls, those that need no approval run at once, and the run continues when all others are answered', async ({
  page,
  upstream,
  hills,
}) => {
  const sum = { id: 'c2', name: 'calculate', input: { expression: '1 + 1' } };
  await askFor(page, upstream, height('c1', 'Vaals'), sum, height('c3', 'Eys'));
  const states = () =>
    page
      .locator('[data-call-state]')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.callState));
  await expect.poll(states).toEqual(['waiting', 'done', 'waiting']);
  await allow(page).first().click();
  await expect.poll(states).toEqual(['allowed', 'done', 'waiting']);
  expect(upstream.requests).toHaveLength(1);
  expect(hills.calls).toEqual([]);
  await allow(page).click();
  const request = await upstream.nextRequest();
  expect(Object.keys(request.toolResults)).toEqual(['c1', 'c2', 'c3']);
  await endWith(request, page);
  await expect.poll(states).toEqual(['done', 'done', 'done']);
});

test('a stop ends an approved call, and Continue asks the model again without repeating the call', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, { id: 'c1', name: 'hills_waits', input: {} });
  await allow(page).click();
  const held = await hills.heldCall();
  await expect(card(page)).toHaveAttribute('data-call-state', 'running');
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await held.cancelled;
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(upstream.requests).toHaveLength(1);
  await page.getByRole('button', { name: 'Continue' }).click();
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({});
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  await endWith(request, page);
  expect(hills.calls).toEqual(['waits']);
});

test('a new question abandons a call that waits for approval', async ({ page, upstream, hills }) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await ask(page, 'Never mind.');
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({});
  await endWith(request, page, 'Fine.');
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(hills.calls).toEqual([]);
});
