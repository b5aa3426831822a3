// Time to list, open and search a large chat history, in Chromium with the real database and worker.
//   npm run bench -- history [chats] [messages in each]
import type { JSHandle, Page } from 'playwright';
import { offerPageModules, type PageModules, pageModules } from '../e2e/fixtures/page/page-modules.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const CHATS = Number(process.argv[2] ?? 1_000);
const MESSAGES = Number(process.argv[3] ?? 20);
const ROUNDS = 9;
const QUERIES = [
  'river',
  'unique-17',
  'water model',
  'rea',
  'stream answer 7',
  '流',
  '模型',
  '浏览器',
  '消息分支',
  'nowhere',
];

type Row = { what: string; count: string; median: number; slowest: number; wanted: string };

await ensureBuilt();
const server = await RunnelServer.start({ DEMO_MODEL: 'on' });
const browser = await launchBrowser();
const context = await browser.newContext();
await offerPageModules(context);

const rows: Row[] = [];
const seeded = await fill();
const firstList = await inFreshPages(openList);
rows.push(
  row('list opens, first rows', `${firstList.counts[0]} of ${CHATS} chats`, firstList.times, '< 200 ms'),
);
const chatRows = await openChats();
rows.push(...chatRows);
const searches = await searchAll();
rows.push(...searches.rows);
console.table(rows);
console.log(
  `${seeded.chats} chats, ${seeded.messages} messages, ${seeded.characters} characters, half of the messages Chinese; ` +
    `imported in ${seeded.ms} ms, exported in ${seeded.exportMs} ms (${seeded.megabytes} MB). ` +
    `Tasks over 50 ms on the page's thread while the search read everything: ${searches.longTasks}.`,
);
console.log(JSON.stringify({ bench: 'history', seeded, rows, longTasks: searches.longTasks }));
await browser.close();
await server.stop();

function row(what: string, count: string, times: number[], wanted: string): Row {
  const sorted = times.toSorted((a, b) => a - b);
  const [median = Number.NaN, slowest = Number.NaN] = [sorted[sorted.length >> 1], sorted.at(-1)];
  return { what, count, median: rounded(median), slowest: rounded(slowest), wanted };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

async function quietPage(): Promise<{ page: Page; modules: JSHandle<PageModules> }> {
  const page = await context.newPage();
  await page.goto(`${server.url}/api/health`); // the app's origin without the app running
  return { page, modules: await pageModules(page) };
}

/** Fills the database through an import. */
async function fill() {
  const { page, modules } = await quietPage();
  const filled = await modules.evaluate(
    async ({ importFile, exportChats, openDatabase }, { chats, messages }) => {
      const english =
        'river stream answer token model server browser memory water light question language window history reader'.split(
          ' ',
        );
      const chinese = [
        ...'水流河海山风云月日光影天地人心言语文字数据模型浏览器服务请求回答历史记录搜索消息分支读者故事数学公式',
      ];
      let seed = 7;
      const random = (below: number) => {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
        return Math.floor((seed / 0x7fffffff) * below);
      };
      const sentence = (isChinese: boolean, length: number) => {
        let text = '';
        while (text.length < length)
          text += isChinese
            ? (chinese[random(chinese.length)] ?? '') + (random(15) === 0 ? '，' : '')
            : `${english[random(english.length)]}${random(5) === 0 ? ` ${random(5_000)}` : ''} `;
        return text;
      };
      let characters = 0;
      const archived = Array.from({ length: chats }, (_, chat) => {
        const createdAt = 1_700_000_000_000 + chat * 3_600_000;
        const tree = Array.from({ length: messages }, (__, at) => {
          const isQuestion = at % 2 === 0;
          const text = `${sentence(chat % 2 === 1, isQuestion ? 80 : 800)} unique-${chat}-${at}`;
          characters += text.length;
          const id = `m-${chat}-${at}`;
          const metadata = { runId: id, model: 'm', startedAt: createdAt + at, outcome: 'complete' };
          const role = isQuestion ? 'user' : 'assistant';
          const message = { id, role, parts: [{ type: 'text', text }], ...(isQuestion ? {} : { metadata }) };
          return {
            id,
            parentId: at === 0 ? null : `m-${chat}-${at - 1}`,
            createdAt: createdAt + at,
            message,
          };
        });
        const headId = `m-${chat}-${messages - 1}`;
        return {
          id: `chat-${chat}`,
          title: `Chat ${chat}`,
          createdAt,
          updatedAt: createdAt,
          headId,
          messages: tree,
        };
      });
      const file = new Blob([JSON.stringify({ format: 'runnel-chats', version: 1, chats: archived })]);
      const begun = performance.now();
      await importFile(file);
      const imported = performance.now();
      const exported = await exportChats();
      return {
        chats: await openDatabase().chats.count(),
        messages: await openDatabase().messages.count(),
        characters,
        megabytes: Math.round(exported.size / 1e5) / 10,
        ms: Math.round(imported - begun),
        exportMs: Math.round(performance.now() - imported),
      };
    },
    { chats: CHATS, messages: MESSAGES },
  );
  await page.close();
  return filled;
}

/** Runs `measure` in fresh pages that have not opened the database. */
async function inFreshPages(
  measure: (modules: JSHandle<PageModules>) => Promise<{ ms: number; count: number }>,
) {
  const times: number[] = [];
  const counts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { page, modules } = await quietPage();
    const { ms, count } = await measure(modules);
    times.push(ms);
    counts.push(count);
    await page.close();
  }
  return { times, counts };
}

/** From the closed database to the first hundred chats in their groups. */
function openList(modules: JSHandle<PageModules>) {
  return modules.evaluate(async ({ ChatList }) => {
    const begun = performance.now();
    const list = new ChatList();
    const leave = await new Promise<() => void>((resolve) => {
      const end = list.subscribe(() => list.getState().status === 'ready' && resolve(end));
    });
    const ms = performance.now() - begun;
    leave();
    return { ms, count: list.getState().groups.reduce((sum, { chats }) => sum + chats.length, 0) };
  });
}

/** In the app: from the navigation to the chat's messages on the page. */
async function openChats(): Promise<Row[]> {
  const page = await context.newPage();
  await page.goto(`${server.url}/chats/chat-0`);
  await page
    .getByRole('article')
    .nth(MESSAGES - 1)
    .waitFor();
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const ms = await page.evaluate(
      ({ chat, messages }) =>
        new Promise<number>((resolve) => {
          const begun = performance.now();
          const resolveWhenShown = () => {
            const articles = document.querySelectorAll('article');
            const mark = `unique-${chat}-${messages - 1}`;
            if (articles.length !== messages || !articles[messages - 1]?.textContent?.includes(mark)) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - begun)); // in the frame that shows it
          };
          const observer = new MutationObserver(resolveWhenShown);
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          history.pushState(null, '', `/chats/chat-${chat}`);
          dispatchEvent(new PopStateEvent('popstate'));
        }),
      { chat: round * 100 + (round % 2), messages: MESSAGES },
    );
    times.push(ms);
  }
  await page.close();
  return [row('chat opens, on the page', `${MESSAGES} messages`, times, '< 200 ms')];
}

async function searchAll(): Promise<{ rows: Row[]; longTasks: number }> {
  const { page, modules } = await quietPage();
  const { first, found, longTasks } = await modules.evaluate(
    async ({ search }, { queries, rounds }) => {
      let longTasks = 0;
      const observer = new PerformanceObserver((list) => {
        longTasks += list.getEntries().length;
      });
      observer.observe({ type: 'longtask' });
      let begun = performance.now();
      await search('river');
      const first = performance.now() - begun;
      observer.disconnect();
      const found = [];
      for (const query of queries) {
        const times: number[] = [];
        let total = 0;
        for (let round = 0; round < rounds; round++) {
          begun = performance.now();
          ({ total } = await search(query));
          times.push(performance.now() - begun);
        }
        found.push({ query, total, times });
      }
      return { first, found, longTasks };
    },
    { queries: QUERIES, rounds: ROUNDS },
  );
  await page.close();
  return {
    longTasks,
    rows: [
      row('first search: worker starts, reads all', `${CHATS * MESSAGES} messages`, [first], 'beside typing'),
      ...found.map(({ query, total, times }) =>
        row(`search “${query}”`, `${total} found`, times, '< 100 ms'),
      ),
    ],
  };
}
