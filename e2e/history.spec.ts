import type { BrowserContext, Page } from '@playwright/test';
import { offerPageModules, pageModules } from './fixtures/page-modules.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** All answers that this browser keeps, read by a page that runs nothing of the app. */
async function storedAnswers(context: BrowserContext, origin: string): Promise<string[]> {
  const page = await context.newPage();
  await page.goto(`${origin}/api/health`);
  await offerPageModules(context);
  const modules = await pageModules(page);
  const answers = await modules.evaluate(async ({ openDatabase }) => {
    const rows = await openDatabase().messages.orderBy('id').toArray();
    return rows
      .filter(({ message }) => message.role === 'assistant')
      .map(({ message }) => message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''));
  });
  await page.close();
  return answers;
}

test('a tab that crashes in the middle of an answer leaves its words behind, and the next look has all', async ({
  page,
  context,
  server,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Crash');
  const request = await upstream.nextRequest();
  let told = '';
  const tell = () => {
    const word = `${told.length} `;
    told += word;
    request.write(word);
  };
  // The model talks on until the browser has kept some of it.
  await expect
    .poll(async () => {
      tell();
      return (await storedAnswers(context, server.url))[0] ?? '';
    })
    .not.toBe('');
  const [kept = ''] = await storedAnswers(context, server.url);
  const address = page.url();

  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => undefined); // never answers: the page is gone
  await crashed;
  const [left = ''] = await storedAnswers(context, server.url);
  expect(left.startsWith(kept)).toBe(true);
  expect(told.startsWith(left)).toBe(true);

  tell();
  const later = await context.newPage();
  await later.goto(address);
  await expect(answerText(later)).toHaveText(told.trim());
  request.finish();
  await expect(later.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect.poll(() => storedAnswers(context, server.url)).toEqual([told]);
  expect(upstream.requests).toHaveLength(1);
});

test('two tabs that write in two chats at once lose nothing', async ({ page, context, server, upstream }) => {
  const second = await context.newPage();
  const requests = [];
  for (const [tab, question] of [
    [page, 'First'],
    [second, 'Second'],
  ] as const) {
    await tab.goto('/');
    await ask(tab, question);
    requests.push(await upstream.nextRequest());
  }
  for (let word = 0; word < 50; word++) for (const request of requests) request.write(`${word} `);
  for (const request of requests) request.finish();
  const all = Array.from({ length: 50 }, (_, word) => `${word} `).join('');
  await expect.poll(() => storedAnswers(context, server.url)).toEqual([all, all]);
  for (const tab of [page, second]) {
    await tab.reload();
    await expect(answerText(tab)).toHaveText(all.trim());
  }
});

test.describe('a browser that keeps nothing says so, and the chat goes on', () => {
  for (const [why, script] of [
    ['allows no storage', refuseStorage],
    ['has no room left', fillDisk],
  ] as const) {
    test(`because it ${why}`, async ({ page, upstream }) => {
      await page.addInitScript(script);
      await page.goto('/');
      await ask(page, 'Hello');
      const request = await upstream.nextRequest();
      request.write('Hello there');
      await expect(answerText(page)).toHaveText('Hello there');
      request.finish();
      await expect(page.getByText('This browser cannot keep chats now.')).toBeVisible();
      await ask(page, 'Still there?');
      const next = await upstream.nextRequest();
      expect(next.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
      next.write('Yes');
      next.finish();
      await expect(answerText(page)).toHaveText('Yes');
    });
  }
});

function refuseStorage() {
  IDBFactory.prototype.open = () => {
    throw new DOMException('refused', 'SecurityError');
  };
}

function fillDisk() {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
}

test('chats that are exported, wiped and imported are the same, byte for byte', async ({
  page,
  context,
  upstream,
}) => {
  await offerPageModules(context);
  await page.goto('/');
  for (const question of ['Why?', '为什么？']) {
    await page.getByRole('button', { name: 'New chat' }).click();
    await ask(page, question);
    const request = await upstream.nextRequest();
    request.think('Hm. ');
    request.write('涓流 🙂 ', '**because**');
    request.finish();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  }
  const modules = await pageModules(page);
  const exported = () => modules.evaluate(async ({ exportChats }) => (await exportChats()).text());
  await expect.poll(async () => (await exported()).match(/"outcome":"complete"/g)?.length).toBe(2);
  const before = await exported();
  const address = page.url();
  await page.goto('/api/health'); // no page of the app is open while its database goes away
  const [report, after] = await (await pageModules(page)).evaluate(
    async ({ openDatabase, importFile, exportChats }, text) => {
      await openDatabase().delete();
      await openDatabase().open();
      return [await importFile(new Blob([text])), await (await exportChats()).text()] as const;
    },
    before,
  );
  expect(report).toEqual({ report: { added: 2, unchanged: 0, copied: 0, omitted: 0 } });
  expect(after).toBe(before);
  await page.goto(address);
  await expect(answerText(page)).toHaveText('涓流 🙂 because');
});

test('a file that cannot be imported is told by its code, and a giant one without being read', async ({
  page,
  context,
}) => {
  await offerPageModules(context);
  await page.goto('/api/health');
  const modules = await pageModules(page);
  const outcomes = await modules.evaluate(async ({ importFile }) => [
    await importFile(new Blob(['{"format":"runnel-chats","version":1,"chats":[{}]}'])),
    await importFile(new Blob(Array.from({ length: 257 }, () => new Uint8Array(1024 * 1024)))),
  ]);
  expect(outcomes).toMatchObject([{ notImported: 'damaged' }, { notImported: 'too-large' }]);
});

test('a search in its worker finds words of either language, also in a chat that another tab has just had', async ({
  page,
  context,
  upstream,
}) => {
  await offerPageModules(context);
  await page.goto('/');
  const modules = await pageModules(page);
  const find = (query: string) =>
    modules.evaluate(async ({ search }, words) => {
      const { hits } = await search(words);
      return hits.map(({ snippet }) =>
        snippet.map(({ text, marked }) => (marked ? `[${text}]` : text)).join(''),
      );
    }, query);
  expect(await find('river')).toEqual([]);

  const other = await context.newPage();
  await other.goto('/');
  await ask(other, '河流去哪里？');
  const request = await upstream.nextRequest();
  request.write('The RIVER runs to the sea.');
  request.finish();
  await expect.poll(() => find('river sea')).toEqual(['The [RIVER] runs to the [sea].']);
  expect(await find('河流')).toEqual(['[河流]去哪里？']);
});

test.describe('a picture that is attached', () => {
  test.beforeEach(async ({ page, context }) => {
    await offerPageModules(context);
    await page.goto('/api/health');
  });

  test('of 50 MB becomes one that models take', async ({ page }) => {
    const result = await attach(page, async () => {
      const side = 4_300;
      const canvas = new OffscreenCanvas(side, side);
      const noise = new ImageData(side, side);
      for (let at = 0; at < noise.data.length; at += 65_536)
        crypto.getRandomValues(
          new Uint8Array(noise.data.buffer, at, Math.min(65_536, noise.data.length - at)),
        );
      for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
      canvas.getContext('2d')?.putImageData(noise, 0, 0);
      return new File([await canvas.convertToBlob({ type: 'image/png' })], 'noise.png', {
        type: 'image/png',
      });
    });
    expect(result.originalBytes).toBeGreaterThan(50_000_000);
    expect(result).toMatchObject({ mediaType: 'image/jpeg', filename: 'noise.jpg' });
    expect(result.width).toBeLessThanOrEqual(2_048);
    expect(result.bytes).toBeLessThanOrEqual(1_500_000);
  });

  test('is upright, and says no longer where it was taken', async ({ page }) => {
    const result = await attach(page, async () => {
      const canvas = new OffscreenCanvas(400, 200);
      const context = canvas.getContext('2d');
      if (context) {
        context.fillStyle = 'red';
        context.fillRect(0, 0, 200, 200);
        context.fillStyle = 'blue';
        context.fillRect(200, 0, 200, 200);
      }
      const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      // APP1: a TIFF head and one entry, orientation 6: to be turned by a quarter to the right.
      const exif = [
        0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0,
        0, 0, 0, 0, 0,
      ];
      const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
      const bytes = new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
      return new File([bytes], 'photo.jpeg', { type: 'image/jpeg' });
    });
    expect(result).toMatchObject({ mediaType: 'image/jpeg', filename: 'photo.jpg', width: 200, height: 400 });
    expect(result.top).toEqual('red');
    expect(result.bottom).toEqual('blue');
    expect(result.hasExif).toBe(false);
  });

  test('keeps its transparency', async ({ page }) => {
    const result = await attach(page, async () => {
      const canvas = new OffscreenCanvas(3_000, 30);
      canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
      return new File([await canvas.convertToBlob()], 'a.b.png', { type: 'image/png' });
    });
    expect(result).toMatchObject({ mediaType: 'image/png', filename: 'a.b.png', width: 2_048, height: 20 });
    expect(result.bottom).toBe('transparent');
  });

  test('drawn in vectors becomes one in pixels', async ({ page }) => {
    const result = await attach(page, async () => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="40"><rect width="30" height="40" fill="red"/></svg>';
      return new File([svg], 'drawing.svg', { type: 'image/svg+xml' });
    });
    expect(result).toMatchObject({ mediaType: 'image/jpeg', width: 30, height: 40, top: 'red' });
  });

  test('that is none is refused with its name', async ({ page }) => {
    const result = attach(page, async () => new File(['no picture'], 'broken.png', { type: 'image/png' }));
    await expect(result).rejects.toThrow('broken.png: undecodable');
  });
});

/** Has the page make a file and attach it; tells what became of it. */
async function attach(page: Page, makeFile: () => Promise<File>) {
  const modules = await pageModules(page);
  return modules.evaluate(async ({ attachFile }, make) => {
    const file: File = await new Function(`return (${make})()`)();
    const part = await attachFile(file, new AbortController().signal);
    const blob = await (await fetch(part.url)).blob();
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const colourAt = (x: number, y: number) => {
      const [red = 0, , blue = 0, alpha] = context?.getImageData(x, y, 1, 1).data ?? [];
      return alpha === 0 ? 'transparent' : red > blue ? 'red' : 'blue';
    };
    return {
      mediaType: part.mediaType,
      filename: part.filename,
      originalBytes: file.size,
      bytes: blob.size,
      width,
      height,
      top: colourAt(width >> 1, 2),
      bottom: colourAt(width >> 1, height - 3),
      hasExif: (await blob.text()).includes('Exif'),
    };
  }, String(makeFile));
}
