// Time from a reload during an answer until its text is shown, and until it grows again, in the built app and Chromium, with run logs in
// memory and on the disk, in turns. The reader has visited the page before: its service worker has cached the build.
//   npm run bench -- reload [rounds]
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { storedAnswers } from '../e2e/fault-matrix/stored-answer.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const rounds = Number(process.argv[2] ?? 20);
const TOKEN_MS = 20;

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const browser = await launchBrowser();
const rows = await Promise.all(
  [{ store: 'memory', DATA_DIR: 'memory' }, { store: 'disk' }].map(async ({ store, ...environment }) => ({
    store,
    server: await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, ...environment }),
    context: await browser.newContext(),
    loading: [] as number[],
    growing: [] as number[],
    different: 0,
  })),
);

for (const row of rows) await visit(row);
for (let round = 0; round < rounds; round++) {
  for (const row of rows) await reload(row);
}

const at = (times: number[], share: number) =>
  Math.round(times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? Number.NaN);
const results = rows.map(({ store, loading, growing, different }) => ({
  store,
  textShownMs: { median: at(loading, 0.5), p95: at(loading, 0.95) },
  textGrowsMs: { median: at(growing, 0.5), p95: at(growing, 0.95) },
  different,
}));
console.log(JSON.stringify({ bench: 'reload', rounds, load: loadavg(), results }));
await browser.close();
await Promise.all(rows.map(({ server }) => server.stop()));
await upstream.close();

/** Opens the page until its service worker has cached the build. */
async function visit({ context, server }: (typeof rows)[number]): Promise<void> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(async () => {
    const cached = (await (await caches.open('runnel-1')).keys()).map(({ url }) => new URL(url).pathname);
    const list = cached.find((path) => path.endsWith('/files.json'));
    if (list === undefined) return false;
    const files: string[] = await (await fetch(list)).json();
    return files.every((file) => cached.includes(file));
  });
  await page.close();
}

/** Reloads the page while an answer is written. */
async function reload(row: (typeof rows)[number]): Promise<void> {
  const page = await row.context.newPage();
  // Record in the page when the answer's text appears and when it first grows.
  await page.addInitScript(() => {
    const times: number[] = [];
    Object.assign(globalThis, { growth: times });
    let length = 0;
    new MutationObserver(() => {
      const now = document.querySelector('[data-part=text]')?.textContent?.length ?? 0;
      if (now > length) times.push(performance.now());
      length = now;
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(row.server.url);
  await page.getByRole('textbox').fill('?');
  await page.getByRole('button', { name: 'Send' }).click();
  const request = await upstream.nextRequest();
  let sent = '';
  let over = false;
  const speaking = (async () => {
    for (let token = 0; !over; token++) {
      const word = token % 5 ? `word${token} ` : `涓流${token} `;
      request.write(word);
      sent += word;
      await delay(TOKEN_MS);
    }
    request.finish();
  })();
  await delay(1_000);
  await page.reload({ waitUntil: 'commit' });
  const times = await page.waitForFunction(() => {
    const { growth = [] } = globalThis as { growth?: number[] };
    return growth.length >= 2 ? growth : undefined;
  });
  const [shownAt = Number.NaN, grownAt = Number.NaN] = (await times.jsonValue()) ?? [];
  row.loading.push(shownAt);
  row.growing.push(grownAt);
  over = true;
  await speaking;
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  for (let attempt = 0; attempt < 50 && (await storedAnswers(page)).at(-1)?.outcome === undefined; attempt++)
    await delay(20);
  if ((await storedAnswers(page)).at(-1)?.text !== sent) row.different++;
  await page.close();
}
