// How exactly the page replays a recording: the gaps between the moments at which text appears against those that were recorded, at each
// speed, and how long a seek in a recording of 50,000 events takes until the page shows its text.
//   npm run bench -- replay [seconds]
import { loadavg } from 'node:os';
import type { Page } from 'playwright';
import { createEventLine, encodeRecording, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const seconds = Number(process.argv[2] ?? 20);
/** Gaps between two tokens, over and over: a steady model, a slow one, bursts with pauses. */
const GAPS_MS = [50, 50, 50, 50, 120, 120, 250, 40, 40, 40, 700, 90, 1_500, 60, 60];
const SPEEDS = ['0.5', '1', '2'];
const facts = { runId: 'run-1', model: 'bench', startedAt: 0 };
const text = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });

await ensureBuilt();
const server = await RunnelServer.start({});
const browser = await launchBrowser();
const page = await browser.newPage();
await page.addInitScript(() => {
  const times: number[] = [];
  Object.assign(globalThis, { shown: times });
  new MutationObserver(() => {
    const words =
      document.querySelector('[role=dialog] [data-part=text]')?.textContent?.split('word').length ?? 0;
    while (times.length < words - 1) times.push(performance.now());
  }).observe(document, { subtree: true, childList: true, characterData: true });
});
await page.goto(server.url);

const times = tokenTimes();
await openRecording(page, encode(times.map((t) => [t, 'word '])));
const gaps = [];
for (const speed of SPEEDS) gaps.push({ speed: Number(speed), ...(await measureGaps(page, speed)) });
await openRecording(
  page,
  encode(Array.from({ length: 50_000 }, (_, t) => [t, t % 12 ? 'word ' : 'word.\n\n'])),
);
await page.keyboard.press('k'); // pause
const seeks = [];
for (const key of ['End', 'Home', 'End', 'PageDown', 'PageUp'])
  seeks.push({ key, ms: await measureSeek(page, key) });

console.table(seeks);
console.log(JSON.stringify({ bench: 'replay', seconds, load: loadavg(), gaps, seeks }));
await browser.close();
await server.stop();

/** When the tokens come, in milliseconds after the start. */
function tokenTimes(): number[] {
  const times: number[] = [];
  for (let t = 500, index = 0; t < seconds * 1_000; index++) {
    times.push(t);
    t += GAPS_MS[index % GAPS_MS.length] ?? 0;
  }
  return times;
}

function encode(tokens: [t: number, delta: string][]): string {
  const last = tokens.at(-1)?.[0] ?? 0;
  const events: [t: number, event: RunEvent][] = [
    [0, { type: 'start', messageId: 'run-1', messageMetadata: facts }],
    [0, { type: 'text-start', id: 't' }],
    ...tokens.map(([t, delta]): [number, RunEvent] => [t, text(delta)]),
    [last + 100, { type: 'finish', messageMetadata: { ...facts, outcome: 'complete' } }],
  ];
  const lines: RecordingLine[] = events.map(([t, event], index) => createEventLine(t, index + 1, event));
  return encodeRecording({
    header: { format: 'runnel-recording', version: 1, runId: 'run-1', startedAt: 0, app: 'bench' },
    lines,
  });
}

/** Opens a file in the replay, which begins to play. */
async function openRecording(page: Page, recording: string): Promise<void> {
  if (!(await page.getByRole('dialog', { name: 'Replay' }).isVisible())) {
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Replay a recording…' }).click();
  }
  const file = { name: 'bench.run.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(recording) };
  await page.locator('[role=dialog] input[type=file]').setInputFiles(file);
  await page.getByRole('group', { name: 'Playback' }).waitFor();
}

/** Plays the recording once from its start. Returns how much the gaps differ from the recorded ones, in milliseconds. */
async function measureGaps(page: Page, speed: string) {
  await page.getByLabel('Speed').selectOption(`${speed}×`);
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  await page.evaluate(() => {
    (globalThis as unknown as { shown: number[] }).shown.length = 0;
  });
  const play = page.getByRole('button', { name: 'Play', exact: true });
  if (await play.isVisible()) await play.click();
  await page.getByText('End of the recording').waitFor({ timeout: (seconds / Number(speed) + 30) * 1_000 });
  const shown = await page.evaluate(() => [...(globalThis as unknown as { shown: number[] }).shown]);
  const differences = shown
    .slice(1)
    .map(
      (at, index) =>
        at - (shown[index] ?? 0) - ((times[index + 1] ?? 0) - (times[index] ?? 0)) / Number(speed),
    )
    .map(Math.abs)
    .sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((differences[Math.floor((differences.length - 1) * share)] ?? 0) * 10) / 10;
  return { tokens: times.length, shown: shown.length, p50: at(0.5), p95: at(0.95), worst: at(1) };
}

/** Milliseconds from a key on the seek bar until the second frame after it. */
async function measureSeek(page: Page, key: string): Promise<number> {
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<number>();
    Object.assign(globalThis, { seekMs: promise });
    const onKey = () => {
      const begun = performance.now();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun))),
      );
    };
    addEventListener('keydown', onKey, { once: true, capture: true });
  });
  await page.keyboard.press(key);
  return Math.round(await page.evaluate(() => (globalThis as unknown as { seekMs: Promise<number> }).seekMs));
}
