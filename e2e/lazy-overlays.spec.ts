import type { Page } from '@playwright/test';
import { english } from '#lib/i18n/en/page.ts';
import { expectNoViolations } from './fixtures/page/axe.ts';
import {
  expectComposer,
  notice,
  openWithConversation,
  openWithoutLateChunks,
  refuseChunkWith,
  retry,
} from './fixtures/page/refused-chunks.ts';
import { expect, test } from './fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });

const OVERLAYS = [
  { name: 'the settings', key: 'Control+,', dialog: 'Settings' },
  { name: 'the palette', key: 'Control+k', dialog: 'Command palette' },
  { name: 'the search', key: 'Control+Shift+f', dialog: 'Search chats' },
  { name: 'the list of shortcuts', key: '?', dialog: 'Keyboard shortcuts' },
];
for (const { name, key, dialog } of OVERLAYS)
  test(`a notice offers to retry when ${name} fails to load`, async ({ page }) => {
    const allow = await openWithoutLateChunks(page);
    await field(page).fill('a draft');
    // Outside the composer, where a question mark would be text.
    const press = () => page.getByRole('button', { name: 'Close sidebar' }).press(key);
    await press();
    const floating = page.locator('.fixed').filter({ has: page.getByRole('button', { name: 'Dismiss' }) });
    await expect(notice(floating)).toBeVisible();
    await expectComposer(page, 'a draft');
    await floating.getByRole('button', { name: 'Dismiss' }).click();
    await expect(floating).toHaveCount(0);

    await press();
    await expect(notice(floating)).toBeVisible();
    await allow();
    await retry(floating).click();
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(field(page)).toBeFocused();
    await expectComposer(page, 'a draft');
  });

test('a dialog that failed to load does not open on its own later', async ({ page, context }) => {
  const allow = await openWithoutLateChunks(page);
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('button', { name: 'Dismiss' })).toBeVisible();
  await allow();
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(page.getByRole('status', { name: 'Notifications' })).toBeAttached();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('a toast offers to retry when only one dialog fails to load', async ({ page }) => {
  // This class occurs only in the settings dialog, which has tabs.
  const allow = await refuseChunkWith(page, 'data-[state=active]:bg-surface');
  await openWithConversation(page);
  const notices = page.getByRole('status', { name: 'Notifications' });
  await expect(notices).toBeAttached();
  await page.keyboard.press('Control+,');
  await expect(notice(notices)).toBeVisible();
  await allow();
  await retry(notices).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('the sidebar, the drawer and the model picker can be retried when they fail to load', async ({
  page,
}) => {
  const allow = await openWithoutLateChunks(page);
  const sidebar = page.getByRole('complementary', { name: 'Chats' });
  await expect(notice(sidebar)).toBeVisible();
  await page.setViewportSize({ width: 375, height: 740 });
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(page.getByRole('button', { name: 'Dismiss' })).toBeVisible();
  const header = page.getByRole('banner');
  await expect(retry(header)).toHaveAttribute('title', english.notLoaded);
  await expectNoViolations(page, 'a drawer that failed to load');
  await allow();
  await retry(page.locator('.fixed').filter({ has: page.getByRole('button', { name: 'Dismiss' }) })).click();
  const drawer = page.getByRole('dialog', { name: 'Chats' });
  await expect(drawer.getByText('Your chats appear here.')).toBeVisible();
  await expect(retry(header)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(sidebar.getByText('Your chats appear here.')).toBeVisible();
});
