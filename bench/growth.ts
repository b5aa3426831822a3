// Whether the cost of a token is constant: on the server from the first to the 100,000th token of an answer, in the browser
// from the 2nd to the 200th message of a chat. Prints ratios; 1 means that the total grows linearly.
//   npm run bench -- growth
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import { measureMainThread } from './main-thread-time.ts';
import { runnelRun } from './streams/contenders.ts';
import { load } from './streams/load.ts';
import { cpuSeconds, startProcess, stopProcess } from './streams/process.ts';
import type { Profile } from './streams/profile.ts';

const TOKENS = 100_000;
const TOKENS_PER_SECOND = 4_000;
const STREAMS = 4;
const WORDS = 2_000;

await ensureBuilt();
const server = await measureServer();
const browser = await measureBrowser();
console.table([
  {
    where: 'server',
    early: server.early,
    late: server.late,
    unit: 'CPU µs a token',
    'late / early': ratio(server),
  },
  {
    where: 'browser',
    early: browser.early,
    late: browser.late,
    unit: 'ms of main thread per 1,000 tokens',
    'late / early': ratio(browser),
  },
]);
console.log(JSON.stringify({ bench: 'growth', server, browser }));

function ratio({ early, late }: { early: number; late: number }): number {
  return Math.round((late / early) * 100) / 100;
}

/** CPU per token in the first and in the last fifth of an answer of 100,000 tokens. */
async function measureServer(): Promise<{ early: number; late: number }> {
  const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
    ready: /^(http\S+)/,
  });
  const { child, pid, ask } = await runnelRun.start(`${upstream.found}/v1`);
  const setProfile = (profile: Profile) =>
    fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(profile) });
  const profile: Profile = {
    tokensPerSecond: TOKENS_PER_SECOND,
    tokens: TOKENS,
    text: 'latin',
    firstTokenMs: 0,
  };
  await setProfile({ ...profile, tokens: 20_000 });
  await load(ask, { streams: STREAMS, tokens: 20_000 }); // warm up
  await setProfile(profile);
  const running = load(ask, { streams: STREAMS, tokens: TOKENS });
  const fifthMs = (TOKENS / TOKENS_PER_SECOND / 5) * 1_000;
  const sample = async () => {
    const before = cpuSeconds(pid);
    await delay(fifthMs * 0.9);
    return (
      Math.round(((cpuSeconds(pid) - before) * 1e6 * 10) / (TOKENS_PER_SECOND * STREAMS * fifthMs * 0.0009)) /
      10
    );
  };
  await delay(fifthMs * 0.1);
  const early = await sample();
  await delay(fifthMs * 3);
  const late = await sample();
  await running;
  await stopProcess(child);
  await stopProcess(upstream.child);
  return { early, late };
}

/** Main-thread time while an answer streams as the 2nd and as the 200th message of a chat. */
async function measureBrowser(): Promise<{ early: number; late: number }> {
  const upstream = await ScriptedUpstream.start();
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url });
  const chrome = await launchBrowser();
  const page = await chrome.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(server.url);
  await answer(page, upstream, 200); // loads the renderer
  await page.getByRole('button', { name: 'New chat' }).click();
  const early = await perThousandWords(session, () => answer(page, upstream, WORDS));
  for (let message = 4; message < 200; message += 2) await answer(page, upstream, 20);
  const late = await perThousandWords(session, () => answer(page, upstream, WORDS));
  await chrome.close();
  await upstream.close();
  await server.stop();
  return { early, late };
}

async function answer(page: Page, upstream: ScriptedUpstream, words: number): Promise<void> {
  await page.getByRole('textbox').fill('?');
  await page.getByRole('textbox').press('Enter');
  const request = await upstream.nextRequest();
  for (let word = 0; word < words; word++) {
    request.write(word % 40 === 39 ? 'word.\n\n' : 'word ');
    if (word % 10 === 9 && words > 100) await delay(10); // 1,000 words a second
  }
  request.finish();
  await page.getByRole('button', { name: 'Send' }).waitFor();
}

async function perThousandWords(session: CDPSession, work: () => Promise<void>): Promise<number> {
  return Math.round((await measureMainThread(session, work)) / (WORDS / 1_000));
}
