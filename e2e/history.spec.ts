import type { BrowserContext } from '@playwright/test';
import { offerPageModules, pageModules } from './fixtures/page/page-modules.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

/** All answers saved in this browser, read by a page without the app. */
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

test('a crash in the middle of an answer keeps its text, and reopening the chat shows all of it', async ({
  page,
  context,
  server,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Crash');
  const request = await upstream.nextRequest();
  let streamed = '';
  const tell = () => {
    const word = `${streamed.length} `;
    streamed += word;
    request.write(word);
  };
  // The model goes on until the browser has saved some of the answer.
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
  expect(streamed.startsWith(left)).toBe(true);

  tell();
  const later = await context.newPage();
  await later.goto(address);
  await expect(answerText(later)).toHaveText(streamed.trim());
  request.finish();
  await expect(later.getByRole('button', { name: 'Send' })).toBeVisible();
  await expect.poll(() => storedAnswers(context, server.url)).toEqual([streamed]);
  expect(upstream.requests).toHaveLength(1);
});

test('two tabs that save two chats at once lose nothing', async ({ page, context, server, upstream }) => {
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

test.describe('a browser without storage shows a notice, and the chat goes on', () => {
  for (const [why, script, notice] of [
    ['allows no storage', refuseStorage, 'Your browser is blocking storage.'],
    ['has no room left', fillDisk, 'Browser storage is full.'],
  ] as const) {
    test(`because it ${why}`, async ({ page, upstream }) => {
      await page.addInitScript(script);
      await page.goto('/');
      await ask(page, 'Hello');
      const request = await upstream.nextRequest();
      request.write('Hello there');
      await expect(answerText(page)).toHaveText('Hello there');
      request.finish();
      await expect(page.getByText(notice)).toBeVisible();
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
  await page.goto('/api/health'); // deletes the database while no page of the app is open
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

test('an invalid file is rejected with an error code, and an oversized one without being read', async ({
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
  expect(outcomes).toMatchObject([{ error: 'damaged' }, { error: 'too-large' }]);
});

test('the search worker finds words of both languages, also in a chat that another tab has just saved', async ({
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
