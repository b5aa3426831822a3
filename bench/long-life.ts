// Whether a tab that is used for a whole day grows: live heap, DOM nodes and listeners after ten answers and after two hundred, ten in a
// chat. And a chat of 1,000 messages: processor time to open it, and an answer at its end beside one in an empty chat. And what an answer costs
// a tab that is hidden.
//   npm run bench -- long-life [--answers=200]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright';
import { storeChat } from '../e2e/fixtures/page/stored-chat.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import { measureMainThread } from './main-thread-time.ts';
import { traceMainThread } from './phone/main-thread.ts';
import { mixedDocument } from './reading/documents.ts';
import { startProcess, stopProcess } from './streams/process.ts';

const { values } = parseArgs({ options: { answers: { type: 'string', default: '200' } } });
const answers = Number(values.answers);
const ANSWERS_PER_CHAT = 10;
const MESSAGES = 1_000;

await ensureBuilt();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/reading/upstream.ts')], {
  ready: /^(http\S+)/,
});
const server = await RunnelServer.start({
  OPENAI_BASE_URL: `${upstream.found}/v1`,
  OPENAI_API_KEY: 'bench',
  RUNS_PER_MINUTE: '0',
});
const browser = await launchBrowser();
const text = (await mixedDocument(8)).slice(0, 8_000);
const day = await spendDay();
const long = await openLongChat();
const hidden = await answerInHiddenTab();
console.table(day);
console.table([long]);
console.table([hidden]);
console.log(JSON.stringify({ bench: 'long-life', day, long, hidden }));
await browser.close();
await server.stop();
await stopProcess(upstream.child);

async function spendDay(): Promise<object[]> {
  const { page, session } = await openPage();
  await session.send('HeapProfiler.enable');
  const rows = [];
  for (let answer = 1; answer <= answers; answer++) {
    if (answer > 1 && answer % ANSWERS_PER_CHAT === 1)
      await page.getByRole('button', { name: 'New chat' }).first().click();
    await ask(page, text, 2_000);
    if (answer === ANSWERS_PER_CHAT || answer === answers)
      rows.push({ answers: answer, ...(await count(session)) });
  }
  await page.close();
  return rows;
}

async function openLongChat(): Promise<object> {
  const { page, session } = await openPage();
  await ask(page, text, 2_000);
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const inEmptyChat = await traceMainThread(browser, page, await prepareQuestion(page, text, 200));
  await storeChat(page, 'long', MESSAGES, text.slice(0, 1_000));
  await page.reload();
  const link = await page.waitForSelector('nav a[title="Long"]');
  await untilIdle(page);
  const toOpen = await measureMainThread(session, () => link.evaluate(open, `Answer ${MESSAGES - 1}.`));
  await page.waitForFunction((total) => document.querySelectorAll('main article').length === total, MESSAGES);
  await untilIdle(page);
  const atItsEnd = await traceMainThread(browser, page, await prepareQuestion(page, text, 200));
  await page.close();
  return {
    messages: MESSAGES,
    'CPU ms to open': Math.round(toOpen),
    'CPU ms of an answer': Math.round(atItsEnd.cpuMs),
    'longest task': Math.round(atItsEnd.longestMs),
    'CPU ms in an empty chat': Math.round(inEmptyChat.cpuMs),
    'longest task there': Math.round(inEmptyChat.longestMs),
    ratio: Math.round((atItsEnd.cpuMs / inEmptyChat.cpuMs) * 100) / 100,
  };
}

/** A headless browser hides no tab. To the page this one is hidden and has no frames, but what changes in it is painted all the same. */
async function answerInHiddenTab(): Promise<object> {
  const { page, session } = await openPage();
  await ask(page, text, 2_000);
  const shown = await measureMainThread(session, () => ask(page, text, 200));
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    Object.assign(globalThis, { requestAnimationFrame: () => 0 });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const hidden = await measureMainThread(session, () => ask(page, text, 200));
  await page.close();
  return {
    'CPU ms of an answer': Math.round(shown),
    'in a hidden tab': Math.round(hidden),
    ratio: Math.round((hidden / shown) * 100) / 100,
  };
}

async function openPage(): Promise<{ page: Page; session: CDPSession }> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(server.url);
  // The server takes at most 500 messages of a chat, but this measures the page.
  await page.route('**/run', async (route) => {
    const body = route.request().postDataJSON();
    if (!body?.messages) return route.continue(); // not a question
    await route.continue({ postData: JSON.stringify({ ...body, messages: body.messages.slice(-1) }) });
  });
  return { page, session };
}

async function ask(page: Page, answer: string, tokensPerSecond: number): Promise<void> {
  const send = await prepareQuestion(page, answer, tokensPerSecond);
  await send();
}

/** @returns a function that asks, and resolves when the answer has ended and the page is idle */
async function prepareQuestion(
  page: Page,
  answer: string,
  tokensPerSecond: number,
): Promise<() => Promise<void>> {
  const answered = { text: answer, tokensPerSecond, firstTokenMs: 20 };
  await fetch(`${upstream.found}/document`, { method: 'POST', body: JSON.stringify(answered) });
  const field = await page.waitForSelector('textarea');
  return async () => {
    await field.evaluate(send);
    await field.dispose(); // or it keeps the chat in memory
  };
}

// What runs in the page is written without locators: they search all of it, which takes more of its main thread than an answer.

/** Resolves when the answer has ended and the page is idle. */
function send(field: HTMLElement | SVGElement): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const observer = new MutationObserver((changes) => {
    if (!changes.some(({ target }) => (target as Element).ariaBusy === 'false')) return;
    observer.disconnect();
    requestIdleCallback(() => resolve());
  });
  observer.observe(document.body, { subtree: true, attributeFilter: ['aria-busy'] });
  field.focus();
  document.execCommand('insertText', false, '?');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  return promise;
}

/** Follows a link to a chat. Resolves when its last message, which begins with `start`, is painted. */
function open(link: HTMLElement | SVGElement, start: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const observer = new MutationObserver(() => {
    const last = document.querySelector('main [role=list]')?.lastElementChild?.lastElementChild;
    if (!last?.querySelector('article')?.textContent.startsWith(start)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(resolve));
  });
  observer.observe(document.body, { subtree: true, childList: true });
  (link as HTMLElement).click();
  return promise;
}

async function untilIdle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/** After a garbage collection, and when the browser is idle. */
async function count(session: CDPSession): Promise<{ 'heap MB': number; nodes: number; listeners: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { 'heap MB': Math.round(usedSize / 104_857.6) / 10, nodes, listeners: jsEventListeners };
}
