import type { Page } from '@playwright/test';
import { RUN, test } from './fixtures/proxy-test.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

/** Hides or shows the tab, as far as the page can tell: a headless browser has no other windows. */
async function setVisibility(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** Grants notifications to the page and records them, and every lock of the screen. */
async function recordAttention(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    const screen = { locks: 0 };
    class Recorder {
      static permission = 'default';
      static async requestPermission() {
        Recorder.permission = 'granted';
        return 'granted';
      }
      constructor(title: string, { body }: { body: string }) {
        shown.push(`${title}: ${body}`);
      }
    }
    const wakeLock = {
      request: async () => {
        screen.locks++;
        return { release: async () => void screen.locks-- };
      },
    };
    Object.assign(window, { Notification: Recorder, shown, screenLocks: screen });
    Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
  });
}

const notifications = (page: Page) => page.evaluate('shown');
const screenLocks = (page: Page) => page.evaluate('screenLocks.locks');

test('a hidden tab counts its answers in the title, and notifies a reader who wants that', async ({
  page,
  upstream,
}) => {
  await recordAttention(page);
  await page.goto('/');
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await page.getByLabel('Notify me about answers in hidden tabs').check();
  await page.keyboard.press('Escape');

  await ask(page, 'Why?');
  const first = await upstream.nextRequest();
  first.write('Because.');
  await expect(answerText(page)).toHaveText('Because.');
  await expect.poll(() => screenLocks(page)).toBe(1);
  await expect(page).toHaveTitle('● Why? · Runnel');
  const icon = page.locator('link[rel=icon]');
  await expect(icon).toHaveAttribute('href', '/icons/running.svg');
  await setVisibility(page, 'hidden');
  first.finish();
  await expect(page).toHaveTitle('(1) Why? · Runnel');
  await expect(icon).toHaveAttribute('href', '/icons/finished.svg');
  expect(await notifications(page)).toEqual(['Why?: Answer complete.']);
  await expect.poll(() => screenLocks(page)).toBe(0);

  await setVisibility(page, 'visible');
  await expect(page).toHaveTitle('Why? · Runnel');
  await expect(icon).toHaveAttribute('href', /\/icon\.svg/);
  for (const name of ['running', 'finished'])
    expect((await page.request.get(`/icons/${name}.svg`)).headers()['content-type']).toBe('image/svg+xml');
  await ask(page, 'And now?');
  const second = await upstream.nextRequest();
  second.write('Now.');
  second.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  await expect(page).toHaveTitle('Why? · Runnel');
  expect(await notifications(page)).toHaveLength(1);
});

test('a reader who comes back finds the place where they left, and the new words below', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'A long story?');
  const request = await upstream.nextRequest();
  const paragraphs = (word: string) => Array.from({ length: 40 }, () => `${word}\n\n`).join('');
  request.write(paragraphs('before'));
  await expect(answerText(page)).toContainText('before');
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  await setVisibility(page, 'hidden');
  const place = await page.evaluate(() => scrollY);
  request.write(paragraphs('after'));
  request.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  await setVisibility(page, 'visible');
  const newContent = page.getByRole('button', { name: 'New content' });
  await expect(newContent).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(place);
  await newContent.click();
  await expect(newContent).toBeHidden();
});

test('a tab that was frozen while its connection died goes on when it is thawed', async ({
  page,
  reverseProxy: proxy,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Count?');
  const request = await upstream.nextRequest();
  request.write('one ');
  await expect(answerText(page)).toHaveText('one');
  const silence = proxy.add({ hold: 'responses' }, { path: RUN });
  request.write('two ');
  await expect.poll(() => silence.met.length).toBe(1); // the words have come as far as the proxy
  // Browsers freeze no tab that is visible, and a headless browser has no others.
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await expect.poll(() => silence.met.length).toBe(2); // the page does not wait for the silent connection
  silence.release();
  request.write('three');
  request.finish();
  await expect(answerText(page)).toHaveText('one two three');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
});
