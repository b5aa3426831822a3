// The stream inspector in the built app and Chromium: how near the marks of its timeline are to what the upstream has written, how long a
// recording of 50,000 events takes to open, what brushing costs, what being recorded costs a token, and whether the page stays smooth while a
// run streams with the inspector open. Times of the page are processor time of its main thread.
//   npm run bench -- inspector
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright';
import { RunnelServer } from '../../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream, type UpstreamRequest } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import { answerActions } from '../../e2e/fixtures/test.ts';
import { parseRecording } from '../../lib/protocol/recording/parse-recording.ts';
import { createEventLine, encodeRecording } from '../../lib/protocol/recording/recording.ts';
import { launchBrowser } from '../../scripts/browser.mjs';
import { ensureBuilt } from '../../scripts/project.mjs';
import { measureMainThread } from '../main-thread-time.ts';
import { storeRecording } from './store-recording.ts';

const GAPS_MS = [20, 50, 100, 250, 500, 1_000, 2_000];
const EVENTS = 50_000;
const BRUSH_MOVES = 240;
const STREAM_TOKENS = 3_500;
const STREAM_ROUNDS = 5;

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url });
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(server.url);
  const accuracy = {
    ...(await measureAccuracy(page, 'first answer')),
    ...(await measureAccuracy(page, 'second answer')),
  };
  const opening = await measureOpening(page, cdp);
  const brushing = await measureBrushing(page, cdp);
  const recording = await measureRecording(page, cdp);
  const live = await measureLive(page, cdp);
  const rows = { ...accuracy, ...opening, ...brushing, ...recording, ...live };
  console.table(rows);
  console.log(JSON.stringify({ bench: 'inspector', load: loadavg(), ...rows }));
} finally {
  await browser.close();
  await server.stop();
  await upstream.close();
}

/** Writes tokens with known gaps, several times, and compares the gaps of the recording with those of the writing. */
async function measureAccuracy(page: Page, name: string) {
  await page.getByRole('textbox').fill('?');
  await page.getByRole('button', { name: 'Send' }).click();
  const request = await upstream.nextRequest();
  const written: number[] = [];
  for (const gap of [0, ...GAPS_MS, ...GAPS_MS, ...GAPS_MS]) {
    await delay(gap);
    written.push(performance.timeOrigin + performance.now());
    request.write(`word${written.length} `);
  }
  request.finish();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await inspect(page);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download recording' }).click();
  const stream = await (await file).createReadStream();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { header, lines } = parseRecording(Buffer.concat(chunks).toString());
  const arrived = lines.flatMap((line) =>
    line.type === 'event' && line.event.type === 'text-delta' ? [header.startedAt + line.t] : [],
  );
  if (arrived.length !== written.length) throw new Error(`${arrived.length} of ${written.length} tokens`);
  const late = arrived.map((at, index) => at - (written[index] as number));
  const gaps = written.slice(1).map((at, index) => {
    const gap = at - (written[index] as number);
    const seen = (arrived[index + 1] as number) - (arrived[index] as number);
    return Math.abs(seen - gap);
  });
  return {
    [`${name}: token to mark, ms, median`]: percentile(late, 0.5),
    [`${name}: token to mark, ms, worst`]: percentile(late, 1),
    [`${name}: error of a gap, ms, median`]: percentile(gaps, 0.5),
    [`${name}: error of a gap, ms, worst`]: percentile(gaps, 1),
  };
}

async function measureOpening(page: Page, cdp: CDPSession) {
  const lines = Array.from({ length: EVENTS }, (_, index) =>
    createEventLine(index * 10, index + 1, { type: 'text-delta', id: '1', delta: `word${index} ` }),
  );
  const header = {
    format: 'runnel-recording',
    version: 1,
    runId: 'bench',
    startedAt: 0,
    app: 'bench',
  } as const;
  await storeRecording(page, encodeRecording({ header, lines }), header);
  const times: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.evaluate(noteOpening, `[aria-rowcount="${EVENTS + 1}"]`);
    times.push(await measureMainThread(cdp, () => inspect(page)));
    waits.push(await page.evaluate(() => (globalThis as unknown as { opening: Promise<number> }).opening));
  }
  return {
    'opening, ms of the main thread, median': percentile(times, 0.5),
    'from the press to the painted inspector, ms, median': percentile(waits, 0.5),
  };
}

/** Runs in the page: takes the time from the next press on a menu to the frame in which a table of all events is painted. */
function noteOpening(table: string): void {
  const { promise, resolve } = Promise.withResolvers<number>();
  Object.assign(globalThis, { opening: promise });
  const onPress = (press: MouseEvent) => {
    if (!(press.target as Element).closest('[role=menuitem]')) return;
    removeEventListener('click', onPress, true);
    const look = () => {
      if (!document.querySelector(table)) requestAnimationFrame(look);
      else setTimeout(() => resolve(performance.now() - press.timeStamp)); // the frame is painted
    };
    requestAnimationFrame(look);
  };
  addEventListener('click', onPress, true);
}

/** Drags over the overview, one move per frame, and counts the frames. */
async function measureBrushing(page: Page, cdp: CDPSession) {
  const box = await page.locator('[role=dialog] canvas').last().boundingBox();
  if (!box) throw new Error('The overview is not shown.');
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    const count = (at: number) => {
      frames.push(at);
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const ms = await measureMainThread(cdp, async () => {
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    for (let move = 0; move < BRUSH_MOVES; move++)
      await page.mouse.move(box.x + 40 + (move / BRUSH_MOVES) * (box.width - 60), box.y + 20);
    await page.mouse.up();
  });
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  return {
    'brushing, ms of the main thread per move': Math.round((ms / BRUSH_MOVES) * 100) / 100,
    'brushing, frames': frames.length,
    'brushing, frames per second': Math.round(
      (frames.length - 1) / (((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1_000),
    ),
  };
}

/** Streams the same answer with and without recording, in turns, and compares what a token costs the page. */
async function measureRecording(page: Page, cdp: CDPSession) {
  const costs: Record<'on' | 'off', number[]> = { on: [], off: [] };
  for (let round = 0; round < 2 * STREAM_ROUNDS; round++) {
    const setting = round % 2 === 0 ? 'on' : 'off';
    await page.evaluate((value) => localStorage.setItem('runnel.record-runs', value), setting);
    await page.goto(server.url);
    await page.waitForLoadState('networkidle');
    await page.getByRole('textbox').fill('?');
    const ms = await measureMainThread(cdp, async () => {
      await page.getByRole('button', { name: 'Send' }).click();
      const request = await upstream.nextRequest();
      await stream(request);
      await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
      await page.waitForTimeout(4_000); // the lines are written within two seconds, when the page is idle
    });
    costs[setting].push((ms / STREAM_TOKENS) * 1_000);
  }
  return {
    'streaming, µs of the main thread per token, recorded': percentile(costs.on, 0.5),
    'streaming, µs of the main thread per token, not recorded': percentile(costs.off, 0.5),
  };
}

/** Streams an answer with the inspector open. */
async function measureLive(page: Page, cdp: CDPSession) {
  await page.evaluate(() => localStorage.removeItem('runnel.record-runs'));
  await page.goto(server.url);
  await page.waitForLoadState('networkidle');
  await page.getByRole('textbox').fill('?');
  await page.getByRole('button', { name: 'Send' }).click();
  const request = await upstream.nextRequest();
  request.write('One ');
  await page.getByText('One', { exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('inspector');
  await page.getByRole('option', { name: 'Stream inspector' }).click();
  await page.locator('[aria-rowcount]').waitFor();
  await page.evaluate(() => {
    const seen = { frames: [] as number[], tasks: [] as number[] };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ type: 'longtask' });
    const count = (at: number) => {
      seen.frames.push(at);
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const ms = await measureMainThread(cdp, () => stream(request));
  const { frames, tasks } = await page.evaluate(
    () => (globalThis as unknown as { seen: { frames: number[]; tasks: number[] } }).seen,
  );
  const lastMs = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return {
    'live with the inspector, frames per second': Math.round(((frames.length - 1) / lastMs) * 1_000),
    'live with the inspector, tasks over 50 ms': tasks.length,
    'live with the inspector, longest of them, ms': percentile([0, ...tasks], 1),
    'live with the inspector, µs of the main thread per token': Math.round((ms / STREAM_TOKENS) * 1_000),
  };
}

/** Streams 350 tokens a second. */
async function stream(request: UpstreamRequest): Promise<void> {
  for (let token = 0; token < STREAM_TOKENS; token++) {
    request.write(token % 40 === 39 ? 'word.\n\n' : `word${token} `);
    if (token % 7 === 6) await delay(20);
  }
  request.finish();
}

async function inspect(page: Page): Promise<void> {
  await answerActions(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Stream inspector' }).click();
  await page.locator('[aria-rowcount]').waitFor();
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN) * 10) / 10;
}
