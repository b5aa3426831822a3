import type { Page } from '@playwright/test';
import { storedAnswers } from './fault-matrix/stored-answer.ts';
import { RUN, test } from './fixtures/proxy-test.ts';
import { ask, expect } from './fixtures/test.ts';

const answers = (page: Page) => page.getByRole('article', { name: 'Answer' }).locator('[data-part=text]');
const idle = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();

test('a page that is reloaded in mid-answer says that it connects, and can stop the run', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'First?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect.poll(() => storedAnswers(page)).toMatchObject([{ text: 'one ' }]);
  const gets = proxy.add({ hold: 'requests' }, { method: 'GET', path: RUN });
  await page.reload();
  await expect(answers(page)).toHaveText('one');
  await expect(page.locator('[data-phase]')).toBeVisible();
  await expect(page.locator('[data-outcome]')).toHaveCount(0);
  await stop(page).click();
  await expect.poll(() => request.open).toBe(false);
  gets.release();
  await expect(page.locator('[data-outcome=stopped]')).toBeVisible();
  await expect(answers(page)).toHaveText('one');
  await expect(idle(page)).toBeVisible();
});

test('a question that is sent before a reloaded page has connected is answered, and so is the next', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'First?');
  const first = await upstream.nextRequest();
  first.write('one ');
  await expect.poll(() => storedAnswers(page)).toMatchObject([{ text: 'one ' }]);
  const gets = proxy.add({ hold: 'requests' }, { method: 'GET', path: RUN });
  await page.reload();
  await expect(answers(page)).toHaveText('one');
  await expect.poll(() => gets.met.length).toBeGreaterThan(0);
  first.write('two');
  first.finish();
  await first.closed;

  const answered = upstream.nextRequest().then((second) => {
    expect(second.question).toBe('Second?');
    second.write('three');
    second.finish();
  });
  await page.getByRole('textbox', { name: 'Message' }).fill('Second?');
  await page.keyboard.press('Enter');
  // Either is right: the page asks at once, or when it knows what became of the first run.
  const queued = page.getByRole('region', { name: 'Queued question' }).getByRole('listitem');
  await expect(page.getByText('three').or(queued).first()).toBeVisible();
  gets.release();
  await Promise.all(gets.met.map(({ closed }) => closed));
  await answered;
  await expect(answers(page).last()).toHaveText('three');
  await expect(page.locator('[data-phase]')).toHaveCount(0);

  await ask(page, 'Third?');
  const third = await upstream.nextRequest();
  third.write('four');
  third.finish();
  await expect(answers(page)).toHaveText(['one two', 'three', 'four']);
  await expect(idle(page)).toBeVisible();
  await expect
    .poll(() => storedAnswers(page))
    .toMatchObject(['one two', 'three', 'four'].map((text) => ({ text, outcome: 'complete' })));
});
