import type { Page } from '@playwright/test';
import { answerText, expect, test } from './fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const tray = (page: Page) => page.locator('form').getByRole('list', { name: 'Attachments' });
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

/** Sets whether the server's model accepts images. */
async function offer(page: Page, images: boolean) {
  const can = { reasoning: false, tools: true, images };
  const models = [{ id: 'scripted', label: 'Scripted', provider: 'test', can }];
  await page.route('**/api/models', (route) => route.fulfill({ json: { models } }));
}

/** A picture for a file chooser. */
async function picture(page: Page, width: number, height: number) {
  const base64 = await page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = 'teal';
      context?.fillRect(0, 0, width, height);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    },
    [width, height] as const,
  );
  return { name: 'sea.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

async function choose(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles(files);
}

test('a chosen picture is scaled down for the model and shown in the question', async ({
  page,
  upstream,
}) => {
  await offer(page, true);
  await page.goto('/');
  await expect(send(page)).toBeDisabled();
  await choose(page, await picture(page, 3_000, 1_500));
  await expect(tray(page).getByRole('listitem')).toHaveText(['sea.jpg']);
  await expect(page.getByRole('alert').filter({ hasText: 'can’t read images' })).toHaveCount(0);
  await field(page).fill('What is this?');
  await send(page).click();
  const request = await upstream.nextRequest();
  const content = request.body.messages.at(-1)?.content;
  expect(content).toEqual([
    { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) } },
    { type: 'text', text: 'What is this?' },
  ]);
  const size = await page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    },
    /data:image[^"]+/.exec(JSON.stringify(content))?.[0] ?? '',
  );
  expect(size).toEqual([2_048, 1_024]);
  request.write('The sea.');
  request.finish();
  await expect(answerText(page)).toHaveText('The sea.');
  await expect(tray(page)).toHaveCount(0);
  await page.reload();
  const shown = page.getByRole('article', { name: 'Question' }).getByRole('img', { name: 'sea.jpg' });
  await expect(shown).toBeVisible();
});

test('a text file reaches any model as text with its name', async ({ page, upstream }) => {
  await offer(page, false);
  await page.goto('/');
  await choose(page, {
    name: '笔记.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# 涓流\nlittle stream'),
  });
  await expect(tray(page).getByRole('listitem')).toHaveText(['笔记.md']);
  await send(page).click();
  const request = await upstream.nextRequest();
  expect(JSON.stringify(request.body.messages)).toContain(
    '<file name=\\"笔记.md\\">\\n# 涓流\\nlittle stream\\n</file>',
  );
  request.finish();
  await expect(page.getByRole('link', { name: 'Download 笔记.md' })).toBeVisible();
});

test('pasted and dropped files are attached, and can be removed', async ({ page, upstream }) => {
  await offer(page, true);
  await page.goto('/');
  await field(page).evaluate((element) => {
    const data = new DataTransfer();
    data.items.add(new File(['pasted'], 'pasted.txt', { type: 'text/plain' }));
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await page.locator('main').evaluate((element) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['dropped'], 'dropped.csv', { type: 'text/csv' }));
    for (const type of ['dragover', 'drop'])
      element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(tray(page).getByRole('listitem')).toHaveText(['pasted.txt', 'dropped.csv']);
  await page.getByRole('button', { name: 'Remove pasted.txt' }).click();
  await expect(tray(page).getByRole('listitem')).toHaveText(['dropped.csv']);
  await field(page).press('Enter');
  const request = await upstream.nextRequest();
  expect(JSON.stringify(request.body.messages)).toContain('dropped');
  expect(JSON.stringify(request.body.messages)).not.toContain('pasted');
  request.finish();
});

test('a file that the model cannot read is reported before sending', async ({ page }) => {
  await offer(page, false);
  await page.goto('/');
  await choose(page, await picture(page, 40, 40));
  await expect(page.getByText('sea.jpg: This model can’t read images.')).toBeVisible();
});

test('a file that no model can read is refused with its name and the reason', async ({ page }) => {
  await page.goto('/');
  await choose(page, {
    name: 'program.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(400, 0),
  });
  const problem = page.getByText('program.bin: You can only attach images and text files.');
  await expect(problem).toBeVisible();
  await expect(page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')).toHaveCount(0);
  await choose(page, { name: 'long.txt', mimeType: 'text/plain', buffer: Buffer.alloc(1_100_000, 'a') });
  await expect(page.getByText('long.txt: This file is too large (limit: 1 MB).')).toBeVisible();
  await expect(problem).toHaveCount(0); // replaced
  await expect(send(page)).toBeDisabled();
  await page.getByRole('button', { name: 'Remove long.txt' }).click();
  await expect(page.getByText('long.txt')).toHaveCount(0);
});

test('an unreadable 50 MB picture is reported, and the page goes on working', async ({ page, upstream }) => {
  await page.goto('/');
  await field(page).evaluate((element) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(50 * 1024 * 1024)], 'huge.png', { type: 'image/png' }));
    data.items.add(new File([new Uint8Array(65 * 1024 * 1024)], 'larger.png', { type: 'image/png' }));
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect(page.getByText('huge.png: Your browser can’t open this image.')).toBeVisible();
  await expect(page.getByText('larger.png: This image is too large (limit: 64 MB).')).toBeVisible();
  await field(page).fill('Never mind.');
  await send(page).click();
  const request = await upstream.nextRequest();
  expect(request.question).toBe('Never mind.');
  request.finish();
});

test('100,000 characters can be pasted, sent, and turned into a file', async ({ page, upstream }) => {
  await page.goto('/');
  const text = 'All that was said. '
    .repeat(5_264)
    .slice(0, 100_000 - 1)
    .concat('!');
  await field(page).fill(text);
  await expect(page.getByText('Long message: 100,000 characters.')).toBeVisible();
  await page.getByRole('button', { name: 'Attach as file' }).click();
  await expect(tray(page).getByRole('listitem')).toHaveText(['pasted.txt']);
  await expect(field(page)).toHaveValue('');
  await field(page).fill('Sum it up.');
  await send(page).click();
  const request = await upstream.nextRequest();
  expect(JSON.stringify(request.body.messages)).toContain(text.slice(0, 1_000));
  request.finish();
  await expect(send(page)).toBeVisible();
  await field(page).fill(text);
  await field(page).press('Enter');
  const next = await upstream.nextRequest();
  expect(next.question).toBe(text);
  next.finish();
});

test('right-to-left and invisible characters are shown and sent unchanged', async ({ page, upstream }) => {
  await page.goto('/');
  const text = 'مرحبا \u200fWorld\u200b zero\u200dwidth \u202eoverride\u202c 👩\u200d👩\u200d👧 שלום\ufeff!';
  await field(page).fill(text);
  await field(page).press('Enter');
  const request = await upstream.nextRequest();
  expect(request.question).toBe(text);
  request.write(text);
  request.finish();
  await expect.poll(() => answerText(page).textContent()).toBe(text);
  await page.reload();
  const bubble = page.getByRole('article', { name: 'Question' });
  await expect.poll(() => bubble.textContent()).toBe(text);
  await expect(bubble.locator('[dir=auto]')).toHaveCSS('direction', 'rtl');
});
