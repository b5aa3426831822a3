import type { Page } from '@playwright/test';
import { englishShell } from '#lib/i18n/en/shell.ts';
import { expectNoViolations } from './fixtures/page/axe.ts';
import { storeChats } from './fixtures/page/stored-chats.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const VIEWPORTS = [
  { width: 375, height: 740 },
  { width: 1280, height: 800 },
];

const opener = (page: Page) => page.getByRole('button', { name: englishShell.settings.deleteAllButton });
const confirmation = (page: Page) => page.getByRole('alertdialog', { name: 'Delete all chats?' });
const confirm = (page: Page) => confirmation(page).getByRole('button', { name: 'Delete all chats' });

/** The number of chats in this browser that are not deleted. */
function countChats(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const opening = indexedDB.open('runnel');
    await new Promise((resolve, reject) => {
      opening.onsuccess = resolve;
      opening.onerror = reject;
    });
    const counting = opening.result.transaction('chats').objectStore('chats').index('listOrder').count();
    await new Promise((resolve) => counting.addEventListener('success', resolve));
    opening.result.close();
    return counting.result;
  });
}

/** Stores two chats and opens the settings that can delete them. */
async function openDataSettings(page: Page): Promise<void> {
  await storeChats(page, [
    { id: 'one', title: 'The first' },
    { id: 'two', title: 'The second' },
  ]);
  await page.goto('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused(); // hydrated
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Data' }).click();
  await opener(page).scrollIntoViewIfNeeded();
}

/** Waits for the confirmation, and until it has taken over keys and clicks from the settings. */
async function expectConfirmation(page: Page): Promise<void> {
  await expect(confirmation(page)).toBeVisible();
  const settings = page.getByRole('dialog', { name: 'Settings', includeHidden: true });
  await expect(settings).toHaveCSS('pointer-events', 'none');
}

for (const viewport of VIEWPORTS)
  test.describe(`at ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport });

    test('a double click anywhere on the button deletes nothing', async ({ page }) => {
      await openDataSettings(page);
      const { width, height } = (await opener(page).boundingBox()) ?? { width: 0, height: 0 };
      for (const x of [4, width / 2, width - 4])
        for (const y of [4, height / 2, height - 4]) {
          await opener(page).dblclick({ position: { x, y } });
          await expectConfirmation(page);
          await page.keyboard.press('Escape');
          await expect(confirmation(page)).toHaveCount(0);
        }
      expect(await countChats(page)).toBe(2);
    });

    test('the confirm button does not overlap the opening button', async ({ page }) => {
      await openDataSettings(page);
      const asked = await opener(page).boundingBox();
      await opener(page).click();
      const confirming = await confirm(page).boundingBox();
      if (asked === null || confirming === null) throw new Error('A button has no box.');
      const isApart =
        confirming.y >= asked.y + asked.height ||
        confirming.y + confirming.height <= asked.y ||
        confirming.x >= asked.x + asked.width ||
        confirming.x + confirming.width <= asked.x;
      expect(isApart, JSON.stringify({ asked, confirming })).toBe(true);
      const inView = confirming.x >= 0 && confirming.x + confirming.width <= viewport.width;
      expect(inView, JSON.stringify(confirming)).toBe(true);
      await expectNoViolations(page, 'the confirmation');
    });
  });

test('the second click of a double click does not confirm, even on the confirm button', async ({ page }) => {
  await openDataSettings(page);
  await opener(page).click();
  const box = await confirm(page).boundingBox();
  if (box === null) throw new Error('The button has no box.');
  // Like a double click whose first click opened the dialog under the pointer.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(confirmation(page)).toBeVisible();
  expect(await countChats(page)).toBe(2);
});

test('the confirmation focuses Cancel first; Escape and Cancel keep the chats and return the focus', async ({
  page,
}) => {
  await openDataSettings(page);
  const cancel = confirmation(page).getByRole('button', { name: 'Cancel' });
  await opener(page).focus();
  await page.keyboard.press('Enter');
  await expectConfirmation(page);
  await expect(confirmation(page)).toHaveAccessibleDescription(
    'This deletes every chat in this browser, including its draft. You’ll have 10 seconds to undo. Settings and prompts are kept.',
  );
  await expect(cancel).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(confirm(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(cancel).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(confirmation(page)).toHaveCount(0);
  await expect(opener(page)).toBeFocused();

  await page.keyboard.press('Enter');
  await cancel.click();
  await expect(confirmation(page)).toHaveCount(0);
  await expect(opener(page)).toBeFocused();
  expect(await countChats(page)).toBe(2);
});

const notices = (page: Page) => page.getByRole('status', { name: 'Notifications' });

test('confirming deletes all chats and opens a new chat; Undo brings them back, and the open one', async ({
  page,
}) => {
  await openDataSettings(page);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'The first' }).click();
  await expect(page.getByRole('article')).not.toHaveCount(0);
  const address = page.url();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Data' }).click();
  await opener(page).focus();
  await page.keyboard.press('Enter');
  await expectConfirmation(page);
  await page.keyboard.press('Tab');
  await expect(confirm(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your chats appear here.')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
  expect(await countChats(page)).toBe(0);

  await expect(notices(page)).toContainText('All chats deleted');
  await notices(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'The second' })).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('article')).not.toHaveCount(0);
  expect(await countChats(page)).toBe(2);
});

test('a chat that was started on this page is gone too, and comes back with its answer', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Why?');
  const request = await upstream.nextRequest();
  request.write('Because.');
  request.finish();
  await expect(page.getByRole('link', { name: 'Why?' })).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Data' }).click();
  await opener(page).click();
  await confirm(page).click();
  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible();
  await notices(page).getByRole('button', { name: 'Undo' }).click();
  await expect(answerText(page)).toHaveText('Because.');
});

test('a failed deletion is reported and keeps the chats', async ({ page }) => {
  await openDataSettings(page);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no', 'UnknownError');
    };
  });
  await opener(page).click();
  await confirm(page).click();
  await expect(page.getByRole('dialog', { name: 'Settings' }).getByRole('status')).toContainText([
    'Your browser’s storage isn’t working right now.',
  ]);
  expect(await countChats(page)).toBe(2);
});
