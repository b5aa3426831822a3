import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, stayInterrupted, test } from './fixtures/test.ts';

const BEGUN = 'The river ran ';

test.beforeEach(({ context }) => context.addInitScript(stayInterrupted));

/** An answer that broke off in the middle. */
async function breakOff(page: Page, upstream: ScriptedUpstream): Promise<void> {
  await page.goto('/');
  await ask(page, 'Where to?');
  const request = await upstream.nextRequest();
  request.write(...(BEGUN.match(/\S+ /g) ?? []));
  await expect(answerText(page)).toHaveText(BEGUN.trim());
  request.reset();
  await expect(page.getByText('Connection lost.')).toBeVisible();
}

async function goOn(page: Page, upstream: ScriptedUpstream): Promise<UpstreamRequest> {
  await page.getByRole('button', { name: 'Continue' }).click();
  return upstream.nextRequest();
}

for (const [how, rest] of [
  ['goes straight on', ['down ', 'to the sea.']],
  ['begins with the last words, as it was asked to', ['The ', 'river ', 'ran ', 'down ', 'to the sea.']],
] as const) {
  test(`Continue extends the same message without repeating text when the model ${how}`, async ({
    page,
    upstream,
  }) => {
    await breakOff(page, upstream);
    const request = await goOn(page, upstream);
    expect(request.body.messages.slice(-2)).toMatchObject([
      { role: 'assistant', content: BEGUN },
      { role: 'user' },
    ]);
    await expect(answerText(page)).toHaveText(BEGUN.trim());
    request.write(...rest);
    request.finish();
    await expect(answerText(page)).toHaveText('The river ran down to the sea.');
    await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0);
    await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
    expect((await storedAnswer(page))?.text).toBe('The river ran down to the sea.');
    expect(upstream.requests).toHaveLength(2);
  });
}

test('a reload while an answer is continued shows every word once', async ({ page, upstream }) => {
  await breakOff(page, upstream);
  const request = await goOn(page, upstream);
  request.write('down ');
  await expect(answerText(page)).toHaveText('The river ran down');
  await page.reload();
  await expect(answerText(page)).toHaveText('The river ran down');
  request.write('to the sea.');
  request.finish();
  await expect(answerText(page)).toHaveText('The river ran down to the sea.');
  expect(upstream.requests).toHaveLength(2);
});

test('an answer can be cut, stopped and continued repeatedly', async ({ page, upstream }) => {
  await breakOff(page, upstream);
  const second = await goOn(page, upstream);
  second.write('down ');
  await expect(answerText(page)).toHaveText('The river ran down');
  await page.getByRole('button', { name: 'Stop' }).click();
  await second.closed;
  const third = await goOn(page, upstream);
  third.write('to the sea.');
  third.finish('length');
  await expect(page.getByText('Stopped at the length limit')).toBeVisible();
  const fourth = await goOn(page, upstream);
  fourth.write(' So it did.');
  fourth.finish();
  await expect(answerText(page)).toHaveText('The river ran down to the sea. So it did.');
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
});

test('a second tab shows the continued answer in the same message', async ({ page, upstream, context }) => {
  await breakOff(page, upstream);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(answerText(second)).toHaveText(BEGUN.trim());
  const request = await goOn(page, upstream);
  request.write('down');
  for (const tab of [page, second]) await expect(answerText(tab)).toHaveText('The river ran down');
  request.finish();
  for (const tab of [page, second]) await expect(tab.getByRole('button', { name: 'Send' })).toBeVisible();
});
