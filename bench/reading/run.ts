// Streams documents through the built app into a real browser: upstream → server → transport → session → renderer.
//   npm run bench -- reading [--only=long,streamdown,throttled,lag,thread,open] [--kilobytes=500] [--throttled-kilobytes=100]
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { storeChat } from '../../e2e/fixtures/page/stored-chat.ts';
import { RunnelServer } from '../../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../../scripts/browser.mjs';
import { ensureBuilt, nodeBinary, ROOT } from '../../scripts/project.mjs';
import { readMainThreadMs } from '../main-thread-time.ts';
import { startProcess, stopProcess } from '../streams/process.ts';
import { markedDocument, mixedDocument, openBlocks, type Sent, type StreamedDocument } from './documents.ts';
import { type Figures, figuresOf, lagOf } from './figures.ts';
import { answerEnd, type Reading, startProbe } from './probe.ts';
import { measureScript } from './script-time.ts';
import { streamdownScript } from './streamdown.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'long,streamdown,throttled,lag,thread,open' },
    kilobytes: { type: 'string', default: '500' },
    'throttled-kilobytes': { type: 'string', default: '100' },
    kinds: { type: 'string', default: 'code,list,table,paragraph,quote,math' },
  },
});
const wanted = new Set(values.only.split(','));
const kilobytes = Number(values.kilobytes);

interface Row extends Figures {
  what: string;
  throttle: number;
  /** Script time, and processor time, of the page's main thread. */
  scriptMs: number;
  threadMs: number;
  load: number;
  lag?: { median: number; worst: number };
}

await ensureBuilt();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/reading/upstream.ts')], {
  ready: /^(http\S+)/,
});
const server = await RunnelServer.start({ OPENAI_BASE_URL: `${upstream.found}/v1`, OPENAI_API_KEY: 'bench' });
const browser = await launchBrowser();
const rows: Row[] = [];

interface Circumstances {
  /** CPU throttling rate; 4 is a quarter of this machine's speed. */
  throttle?: number;
  withMarks?: boolean;
  /** Messages already in the chat. */
  messages?: number;
  /** Whether the page has shown an answer before, so that code and fonts are loaded and compiled. */
  warm?: boolean;
}

/** Asks for a document in a chat and measures the page while it streams. */
async function read(
  what: string,
  document: StreamedDocument,
  { throttle = 1, withMarks = false, messages = 0, warm = false }: Circumstances = {},
): Promise<void> {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(server.url);
  if (messages > 0) await openLongChat(page, messages);
  if (warm) await ask(page, { text: await mixedDocument(40), tokensPerSecond: 2_000 });
  await page.getByRole('textbox').fill('?');
  await fetch(`${upstream.found}/document`, { method: 'POST', body: JSON.stringify(document) });
  await page.evaluate(startProbe, withMarks);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const before = await readMainThreadMs(session);
  const stop = await measureScript(session);
  await page.getByRole('textbox').press('Enter');
  const to = await page.evaluate(answerEnd);
  const scriptMs = await stop();
  const after = await readMainThreadMs(session);
  const reading = await page.evaluate(() => (globalThis as unknown as { reading: Reading }).reading);
  const sent = (await (await fetch(`${upstream.found}/sent`)).json()) as Sent[];
  await context.close();
  rows.push({
    what,
    throttle,
    load,
    ...figuresOf(reading, reading.frames[0]?.at ?? to, to),
    scriptMs,
    threadMs: after - before,
    ...(withMarks ? { lag: lagOf(reading, document.text, sent) } : {}),
  });
  console.error(what, JSON.stringify(rows.at(-1)));
}

/** Streams a document without measuring. */
async function ask(page: Page, document: StreamedDocument): Promise<void> {
  await fetch(`${upstream.found}/document`, { method: 'POST', body: JSON.stringify(document) });
  await page.getByRole('textbox').fill('?');
  await page.getByRole('textbox').press('Enter');
  await page.locator('article[aria-busy=false]').waitFor();
}

/** Opens a chat with many messages and prints the time until all of them are shown. */
async function openLongChat(page: Page, messages: number): Promise<void> {
  await ask(page, { text: 'Hello', tokensPerSecond: 100 });
  await storeChat(page, 'long', messages, (await mixedDocument(1)).slice(0, 1_000));
  await page.goto(`${server.url}/chats/long`, { waitUntil: 'commit' });
  // The server accepts at most 500 messages, but this measures the page.
  await page.route('**/run', async (route) => {
    const body = route.request().postDataJSON();
    if (!body) return route.continue();
    await route.continue({ postData: JSON.stringify({ ...body, messages: body.messages.slice(-1) }) });
  });
  await page.getByText(`Answer ${messages - 1}.`).waitFor();
  const shownMs = await page.evaluate(() => performance.now());
  await page.waitForFunction((count) => document.querySelectorAll('main article').length === count, messages);
  const allMs = await page.evaluate(() => performance.now());
  console.error(
    `${messages} messages: the last after ${Math.round(shownMs)} ms, all after ${Math.round(allMs)} ms`,
  );
}

if (wanted.has('thread')) {
  const text = await mixedDocument(20);
  await read('20 KB at 500/s, 1st message', { text, tokensPerSecond: 500 });
  await read('20 KB at 500/s, 1,001st message', { text, tokensPerSecond: 500 }, { messages: 1_000 });
}
if (wanted.has('long')) {
  const document = { text: await mixedDocument(kilobytes), tokensPerSecond: 2_000 };
  await read(`${kilobytes} KB at 2,000/s`, document);
  await read(`${kilobytes} KB at 2,000/s, 2nd answer`, document, { warm: true });
}
const reference = wanted.has('streamdown')
  ? await streamdownScript(browser, await mixedDocument(kilobytes), 2_000)
  : undefined;
if (wanted.has('throttled')) {
  const text = await mixedDocument(Number(values['throttled-kilobytes']));
  await read(`${values['throttled-kilobytes']} KB at 500/s`, { text, tokensPerSecond: 500 }, { throttle: 4 });
}
if (wanted.has('lag'))
  await read(
    '4,000 tokens at 350/s',
    { text: markedDocument(4_000), tokensPerSecond: 350 },
    { withMarks: true },
  );
if (wanted.has('open')) {
  const kinds = values.kinds.split(',');
  for (const [kind, text] of Object.entries(openBlocks()).filter(([kind]) => kinds.includes(kind)))
    await read(`open ${kind}, 100 KB`, { text, tokensPerSecond: 2_000 });
}
await browser.close();
await server.stop();
await stopProcess(upstream.child);

const round = (value: number) => Math.round(value * 10) / 10;
console.table(
  rows.map((row) => ({
    what: row.what,
    CPU: `1/${row.throttle}`,
    fps: round(row.fps),
    'long tasks': row.longTasks,
    'longest ms': Math.round(row.longestTask),
    'frame ms, first tenth': round(row.firstTenth),
    'last tenth': round(row.lastTenth),
    growth: Math.round((row.lastTenth / row.firstTenth) * 100) / 100,
    'script ms': Math.round(row.scriptMs),
    'thread ms': Math.round(row.threadMs),
    'behind ms, median': row.lag ? round(row.lag.median) : '–',
    worst: row.lag ? round(row.lag.worst) : '–',
    load: row.load,
  })),
);
if (reference) console.table([reference]);
await mkdir('bench/results', { recursive: true });
await writeFile('bench/results/reading.json', `${JSON.stringify({ rows, reference }, null, 2)}\n`);
console.log(JSON.stringify({ bench: 'reading', rows, reference }));
