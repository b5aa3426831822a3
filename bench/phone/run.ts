// What an answer costs a slow phone: beside a page that appends bare paragraphs, in a page that has never shown an answer, and for those who
// type, stop and open things while it streams. CPU slowdown as in the browser's developer tools; processor time of the page's main thread.
//   npm run bench -- phone [--only=floor,cold,typing,response] [--rounds=3]
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright';
import { storeChat } from '../../e2e/fixtures/page/stored-chat.ts';
import { RunnelServer } from '../../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../../scripts/browser.mjs';
import { ensureBuilt, nodeBinary, ROOT } from '../../scripts/project.mjs';
import { mixedDocument, type StreamedDocument } from '../reading/documents.ts';
import { startProcess, stopProcess } from '../streams/process.ts';
import { serveFloorPage } from './floor-page.ts';
import { measureResponse, measureTyping, summarize } from './interactions.ts';
import { type MainThreadUse, traceMainThread } from './main-thread.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'floor,cold,typing,response' },
    rounds: { type: 'string', default: '3' },
  },
});
const wanted = new Set(values.only.split(','));
const rounds = Number(values.rounds);
const SLOWDOWN = 4;
/** How long a reader writes a short question. */
const WRITING_MS = 4_000;
const PHONE = { width: 375, height: 740 };
const COMPLETE = 'article[aria-busy=false]';

await ensureBuilt();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/reading/upstream.ts')], {
  ready: /^(http\S+)/,
});
const floor = await serveFloorPage(upstream.found);
const server = await RunnelServer.start({
  OPENAI_BASE_URL: `${upstream.found}/v1`,
  OPENAI_API_KEY: 'bench',
  RUNS_PER_MINUTE: '0',
});
const browser = await launchBrowser();
const mixed = (await mixedDocument(120)).slice(0, 120_000);
const prose = 'The river goes down to the sea, and nobody knows why it stays there for so long.\n\n'
  .repeat(1_500)
  .slice(0, 120_000);
const results: Record<string, object[]> = {};

for (let round = 0; round < rounds; round++) {
  if (wanted.has('floor')) await compareWithFloor();
  if (wanted.has('cold')) await measureColdPage();
  if (wanted.has('typing')) await measureTypingWhileStreaming();
  if (wanted.has('response')) await measureResponses();
}
for (const [name, rows] of Object.entries(results)) {
  console.log(name);
  console.table(rows);
}
console.log(JSON.stringify({ bench: 'phone', rounds, results }));
await browser.close();
await server.stop();
await floor.close();
await stopProcess(upstream.child);

function report(name: string, row: object): void {
  const rows = results[name] ?? [];
  results[name] = rows;
  rows.push({ ...row, load: Math.round((loadavg()[0] ?? 0) * 10) / 10 });
  console.error(name, JSON.stringify(rows.at(-1)));
}

/** The same text at the same rate in both pages, each of which has shown an answer before. */
async function compareWithFloor(): Promise<void> {
  const cases = [
    { slowdown: 1, kilobytes: 40, tokensPerSecond: 500 },
    { slowdown: 1, kilobytes: 120, tokensPerSecond: 1_000 },
    { slowdown: SLOWDOWN, kilobytes: 40, tokensPerSecond: 500 },
  ];
  for (const { slowdown, kilobytes, tokensPerSecond } of cases)
    for (const [kind, whole] of Object.entries({ mixed, prose })) {
      const document = { text: whole.slice(0, kilobytes * 1_000), tokensPerSecond };
      const page = await readInChat(document, { slowdown, warm: true });
      const least = await readInFloorPage(document, slowdown);
      report('floor', {
        text: kind,
        KB: kilobytes,
        'tokens/s': tokensPerSecond,
        slowdown,
        'CPU ms': Math.round(page.cpuMs),
        'floor CPU ms': Math.round(least.cpuMs),
        ratio: Math.round((page.cpuMs / least.cpuMs) * 100) / 100,
        'long tasks': page.longTasks,
        'floor long tasks': least.longTasks,
        'longest ms': Math.round(page.longestMs),
      });
    }
}

/** The first answer in a browser that has never shown one, to a question that was asked at once, and to one that took time to write. */
async function measureColdPage(): Promise<void> {
  const cases = [
    { tokensPerSecond: 100, kilobytes: 12, writingMs: 0 },
    { tokensPerSecond: 100, kilobytes: 12, writingMs: WRITING_MS },
    { tokensPerSecond: 500, kilobytes: 40, writingMs: WRITING_MS },
  ];
  for (const { tokensPerSecond, kilobytes, writingMs } of cases) {
    const text = mixed.slice(0, kilobytes * 1_000);
    const use = await readInChat({ text, tokensPerSecond }, { slowdown: SLOWDOWN, writingMs });
    report('cold', {
      'tokens/s': tokensPerSecond,
      slowdown: SLOWDOWN,
      'asked after ms': writingMs,
      'CPU ms': Math.round(use.cpuMs),
      'long tasks': use.longTasks,
      'longest ms': Math.round(use.longestMs),
    });
  }
}

async function measureTypingWhileStreaming(): Promise<void> {
  for (const messages of [0, 200]) {
    const { page, session, close } = await openChat({ messages, slowdown: SLOWDOWN });
    await send(page, { text: mixed.slice(0, 40_000), tokensPerSecond: 100 });
    await page.locator('article[aria-busy=true] [data-part=text]').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).focus();
    report('typing', { messages, slowdown: SLOWDOWN, ...(await measureTyping(page, session, 60)) });
    await close();
  }
}

/** From a press to what it opens; for Stop, to the button and the status line that say so. */
async function measureResponses(): Promise<void> {
  const { page, close: end } = await openChat({ slowdown: SLOWDOWN });
  await page.waitForTimeout(WRITING_MS); // the page prepares the answer while the reader writes
  const stream = async () => {
    await send(page, { text: mixed.slice(0, 40_000), tokensPerSecond: 100 });
    await page.locator('article[aria-busy=true] [data-part=text]').waitFor();
  };
  await stream();
  const close = () => page.keyboard.press('Escape');
  const responses = {
    sidebar: ['[role=dialog] nav', () => page.getByRole('button', { name: 'Open sidebar' }).click(), close],
    palette: ['[role=dialog] [cmdk-input]', () => page.keyboard.press('Control+k'), close],
    settings: ['[role=dialog] [role=tablist]', () => page.keyboard.press('Control+,'), close],
    stop: ['[aria-label=Stop]:disabled', () => page.getByRole('button', { name: 'Stop' }).click(), stream],
  } as const;
  for (const [what, [selector, act, reset]] of Object.entries(responses)) {
    const times: number[] = [];
    for (let time = 0; time < 6; time++) {
      times.push(await measureResponse(page, selector, act));
      await reset();
      await page.waitForFunction((shown) => !document.querySelector(shown), selector);
    }
    const [first = Number.NaN, ...again] = times;
    report('response', {
      what,
      slowdown: SLOWDOWN,
      'first ms': Math.round(first),
      'then ms': summarize(again).median,
    });
  }
  await end();
}

async function readInChat(
  answer: StreamedDocument,
  { slowdown, warm = false, writingMs = 0 }: { slowdown: number; warm?: boolean; writingMs?: number },
): Promise<MainThreadUse> {
  const { page, close } = await openChat({ warm, slowdown });
  await setDocument(answer);
  await page.waitForTimeout(writingMs); // as long as a reader writes
  await page.getByRole('textbox', { name: 'Message' }).fill('?');
  await page.evaluate(noteAnswer, COMPLETE);
  // Nothing but a key and the end of the answer comes from Playwright, whose own scripts would be tasks of the page.
  const use = await traceMainThread(browser, page, async () => {
    await page.keyboard.press('Enter');
    await page.evaluate('answered');
  });
  await close();
  return use;
}

/** Runs in the page: `answered` resolves when the next answer is complete and the page is idle. */
function noteAnswer(complete: string): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  let hasBegun = false;
  const timer = setInterval(() => {
    const isBusy = document.querySelector('article[aria-busy=true]') !== null;
    hasBegun ||= isBusy;
    if (!hasBegun || isBusy || !document.querySelector(complete)) return;
    clearInterval(timer);
    requestIdleCallback(() => resolve());
  }, 100);
  Object.assign(globalThis, { answered: promise });
}

async function readInFloorPage(document: StreamedDocument, slowdown: number): Promise<MainThreadUse> {
  const page = await browser.newPage({ viewport: PHONE });
  await page.goto(floor.url);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await setDocument(document);
  const use = await traceMainThread(browser, page, () =>
    page.evaluate(() => (globalThis as unknown as { ask(): Promise<void> }).ask()),
  );
  await page.close();
  return use;
}

type OpenChat = { page: Page; session: CDPSession; close(): Promise<void> };

/** Opens a new chat, or one with `messages`, in a browser of its own. `warm`: the page has shown an answer before. */
async function openChat(options: { slowdown: number; messages?: number; warm?: boolean }): Promise<OpenChat> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-US' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(server.url);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  if (options.warm || options.messages) {
    await send(page, { text: mixed.slice(0, 20_000), tokensPerSecond: 2_000 });
    await page.locator(COMPLETE).waitFor();
  }
  if (options.messages) {
    await storeChat(page, 'long', options.messages, mixed.slice(0, 1_000));
    await page.goto(`${server.url}/chats/long`);
    await page.getByText(`Answer ${options.messages - 1}.`).waitFor();
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: options.slowdown });
  return { page, session, close: () => context.close() };
}

async function send(page: Page, document: StreamedDocument): Promise<void> {
  await setDocument(document);
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.fill('?');
  await field.press('Enter');
}

async function setDocument(document: StreamedDocument): Promise<void> {
  await fetch(`${upstream.found}/document`, { method: 'POST', body: JSON.stringify(document) });
}
