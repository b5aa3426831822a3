import type { Page } from '@playwright/test';
import { providePaintedFrames } from './fixtures/page/painted-frames.ts';
import { topOf } from './fixtures/page/positions.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${index} of an answer.\n\n`);

const composer = (page: Page) => page.locator('form');
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const lastQuestion = (page: Page) => page.getByRole('article', { name: 'Question' }).last();
const bottomOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().bottom));
const distanceToBottom = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);

for (const width of [375, 1440])
  test(`at ${width} px the text has the full width of the composer, above the buttons`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/');
    const [form, text, attach, send] = await Promise.all(
      [
        composer(page),
        field(page),
        page.getByRole('button', { name: 'Attach files' }),
        page.getByRole('button', { name: 'Send' }),
      ].map((element) => element.boundingBox()),
    );
    if (!form || !text || !attach || !send) throw new Error('The composer is not complete');
    expect(form.height).toBeGreaterThanOrEqual(104);
    expect(text.width).toBeGreaterThan(form.width - 24);
    for (const button of [attach, send]) expect(button.y).toBeGreaterThanOrEqual(text.y + text.height);
    expect(attach.x).toBeLessThan(send.x);
  });

test.describe('a question in a long chat', () => {
  test.beforeEach(async ({ page }) => {
    await providePaintedFrames(page);
    const id = crypto.randomUUID(); // the server knows the runs of the other tests' chats
    await storeChats(page, [{ id, title: 'The first', answer: paragraphs(60).join('') }]);
    await page.goto(`/chats/${id}`);
    await expect(page.getByText('Paragraph 59 ')).toBeInViewport();
  });

  test('moves to the top of the window, and stays there while its answer grows beneath it', async ({
    page,
    upstream,
  }) => {
    await ask(page, 'And then?');
    const request = await upstream.nextRequest();
    await expect(lastQuestion(page)).toContainText('And then?');
    const header = await bottomOf(page, 'header');
    await expect.poll(() => topOf(lastQuestion(page))).toBeLessThan(header + 32);
    expect(await topOf(lastQuestion(page))).toBeGreaterThanOrEqual(header);
    await lastQuestion(page).evaluate((question) => {
      globalThis.seen = new Set();
      everyPaintedFrame(() => seen.add(`${Math.round(question.getBoundingClientRect().top)} px`));
    });
    request.write(...paragraphs(3));
    await expect(answerText(page)).toContainText('Paragraph 2 ');
    await field(page).fill('one\ntwo\nthree'); // the composer takes from the free room
    request.write('The end.');
    await expect(answerText(page)).toContainText('The end.');
    request.finish();
    await expect(page.locator('article[aria-busy=false]').last()).toContainText('The end.');
    expect(await page.evaluate(() => [...seen])).toHaveLength(1);
    expect(await distanceToBottom(page)).toBeLessThan(2);
  });

  test('is followed by its answer once that is longer than the window', async ({ page, upstream }) => {
    await ask(page, 'And then?');
    const request = await upstream.nextRequest();
    request.write(...paragraphs(50));
    await expect(answerText(page).getByText('Paragraph 49 ')).toBeInViewport();
    await expect.poll(() => distanceToBottom(page)).toBeLessThan(2);
    request.finish();
  });

  test('does not move when a stopped answer to it is continued', async ({ page, upstream }) => {
    await ask(page, 'And then?');
    const request = await upstream.nextRequest();
    request.write('It flowed ');
    await expect(answerText(page)).toContainText('It flowed');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Continue' })).toBeInViewport();
    const before = await topOf(lastQuestion(page));
    await page.getByRole('button', { name: 'Continue' }).click();
    const rest = await upstream.nextRequest();
    rest.write('on.');
    await expect(answerText(page)).toContainText('on.');
    expect(Math.abs((await topOf(lastQuestion(page))) - before)).toBeLessThan(48); // the line with Continue is gone
    rest.finish();
  });
});

test('a pulse marks the place of the first word until that appears', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  const pulse = page.locator('[data-pulse]');
  await expect(pulse).toBeVisible();
  // Read in one go, because the pulse moves into the answer's element when that appears.
  const place = await page.evaluate(() =>
    document.querySelector('[data-pulse]')?.getBoundingClientRect().toJSON(),
  );
  request.write('There');
  await expect(answerText(page)).toHaveText('There');
  await expect(pulse).toHaveCount(0);
  const word = await answerText(page).boundingBox();
  expect(word?.x).toBe(place?.x);
  expect(word?.y).toBe(place?.y);
  request.finish();
});
