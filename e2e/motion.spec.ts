import type { Page } from '@playwright/test';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerActions, ask, expect, test } from './fixtures/test.ts';

/** Everything that opens: what to press, and what appears. */
const OPENINGS: readonly { name: string; open(page: Page): Promise<unknown>; role: 'menu' | 'dialog' }[] = [
  {
    name: 'the menu of a chat',
    open: async (page) => {
      await page.locator('aside li').first().hover();
      await page.locator('aside li button').first().click();
    },
    role: 'menu',
  },
  {
    name: 'the menu of an answer',
    open: (page) => answerActions(page).getByRole('button', { name: 'More' }).click(),
    role: 'menu',
  },
  { name: 'the palette', open: (page) => page.keyboard.press('Control+k'), role: 'dialog' },
  { name: 'the settings', open: (page) => page.keyboard.press('Control+,'), role: 'dialog' },
];

/** Records every animation and transition that begins in the page, except those that the reader does not see. */
async function recordMotion(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.seen = new Set();
    const record = (event: Event) => {
      if (!(event.target instanceof Element)) return;
      for (const animation of event.target.getAnimations({ subtree: false })) {
        const { duration, iterations } = animation.effect?.getTiming() ?? {};
        const name = animation instanceof CSSAnimation ? animation.animationName : 'transition';
        seen.add(`${name} ${iterations === 1 ? Number(duration) : 'endless'}`);
      }
    };
    for (const type of ['animationstart', 'transitionrun']) addEventListener(type, record, true);
  });
}

const seenOn = (page: Page) => page.evaluate(() => [...seen]);

test.beforeEach(async ({ page }) => {
  await recordMotion(page);
  await storeChats(page, [{ id: 'one', title: 'The first', answer: 'One' }]);
});

for (const { name, open, role } of OPENINGS) {
  test(`${name} eases in within 160 ms`, async ({ page }) => {
    await page.goto('/chats/one');
    await expect(answerActions(page).getByRole('button', { name: 'More' })).toBeVisible();
    await open(page);
    await expect(page.getByRole(role)).toBeVisible();
    const moved = () => seenOn(page).then((all) => all.filter((each) => /^(pop|fade|slide)-in /.test(each)));
    await expect.poll(async () => (await moved()).length).toBeGreaterThan(0);
    for (const each of await moved()) expect(Number(each.split(' ')[1]), each).toBeLessThanOrEqual(160);
  });

  test(`${name} appears at once for a reader who asks for less motion`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('/chats/one');
    await expect(answerActions(page).getByRole('button', { name: 'More' })).toBeVisible();
    await open(page);
    await expect(page.getByRole(role)).toBeVisible();
    expect(await seenOn(page)).toEqual([]);
  });
}

test('the sidebar eases in when it is opened, but not with the page', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'The first' })).toBeVisible();
  expect(await seenOn(page)).not.toContain('slide-in 160');
  await page.getByRole('button', { name: 'Close sidebar' }).click();
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect.poll(() => seenOn(page)).toContain('slide-in 160');
});

test('nothing moves while an answer is awaited and written, for a reader who asks for less motion', async ({
  page,
  upstream,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  await expect(page.locator('[data-pulse]')).toBeVisible();
  request.write('There ', 'it ', 'is.');
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('There it is.');
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  expect(await seenOn(page)).toEqual([]);
});
