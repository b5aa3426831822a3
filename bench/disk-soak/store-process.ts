// A process with the embedded store, which bench/disk-soak/run.ts kills. Plays runs, and says over IPC what of them is on the disk.
import { readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { isTerminal } from '#lib/protocol/run-event.ts';
import { Disk } from '#lib/server/run-log/disk/disk.ts';
import { DiskRunLog } from '#lib/server/run-log/disk/disk-run-log.ts';
import { DiskRunLogStore } from '#lib/server/run-log/disk/disk-run-log-store.ts';
import type { RunLog } from '#lib/server/run-log/run-log.ts';
import { createRunMetadata, createTerminalEvents } from '#lib/server/run-log/run-progress.ts';
import { type Command, OWNER, type PlayedRun, type Report, wordsOf } from './protocol.ts';

/** How many runs are live at the same time. */
const LIVE = 60;
const TICK_MS = 5;

type Playing = { number: number; words: string[]; written: number; log: RunLog };

const playing = new Map<RunId, Playing>();
const report = (message: Report) => void process.send?.(message);

/** Reports what each flush has written. */
class ReportingDisk extends Disk {
  override write<Result>(work: Parameters<Disk['write']>[0]): Result | undefined {
    const characters = new Map(
      [...playing].map(([id, { words, written }]) => [id, words.slice(0, written).join('').length]),
    );
    const result = super.write(work) as Result | undefined;
    if (!(result instanceof Map)) return result; // the housekeeper's
    const flushed = [...result.keys()].flatMap((log) => {
      const run = log instanceof DiskRunLog ? playing.get(log.info.runId) : undefined;
      return run ? [[run.number, characters.get(run.log.info.runId) ?? 0] as [number, number]] : [];
    });
    report({ flushed });
    return result;
  }
}

const [path = '', retentionMs] = process.argv.slice(2);
const disk = new ReportingDisk(path, { retentionMs: Number(retentionMs) });
const store = new DiskRunLogStore(disk);

process.on('message', async (command: Command) => {
  if ('verify' in command) report(await verify(command.verify));
  else if ('play' in command) await play(command.play);
  else if ('measure' in command) report(measure());
  else {
    store.close();
    process.exit(0);
  }
});
report({ opened: true });

/** Compares the logs of runs, which another process has played, with what that has reported. */
async function verify(runs: PlayedRun[]): Promise<Report> {
  const wrong: string[] = [];
  for (const run of runs) {
    const text = wordsOf(run.number).join('');
    const log = await store.find(OWNER, chatOf(run.number)).catch(() => undefined); // counts as a run without words
    const { stored, end } = await read(log);
    const isWhole = !run.hasEnded || (stored === text && end === 'finish');
    const isPrefix = text.startsWith(stored) && stored.length >= run.flushed;
    if (isWhole && isPrefix && (log === undefined || end !== undefined)) continue;
    wrong.push(`${run.number}: ${stored.length} of ${run.flushed} characters, ${end}`);
  }
  return { verified: runs.length, wrong };
}

async function read(log: RunLog | undefined): Promise<{ stored: string; end: string | undefined }> {
  const reader = log?.read(0);
  let stored = '';
  let end: string | undefined;
  for (let batch = await reader?.next(); batch; batch = await reader?.next()) {
    for (const { event } of batch) {
      if (event.type === 'text-delta') stored += event.delta;
      if (isTerminal(event)) end = event.type;
    }
  }
  return { stored, end };
}

/** Plays the runs with these numbers, many at a time. */
async function play({ from, to }: { from: number; to: number }): Promise<void> {
  let next = from;
  await new Promise<void>((resolve) => {
    const timer = setInterval(async () => {
      while (playing.size < LIVE && next < to) await begin(next++);
      for (const run of playing.values()) write(run);
      if (playing.size > 0 || next < to) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await turn();
  report({ played: true });
}

async function begin(number: number): Promise<void> {
  const runId = `run-${number}` as RunId;
  const info = { chatId: chatOf(number), runId, owner: OWNER, model: 'm', startedAt: Date.now() };
  const { log } = await store.open(info);
  report({ begun: number });
  log.append({ type: 'start', messageId: runId });
  log.append({ type: 'text-start', id: 't' });
  playing.set(runId, { number, words: wordsOf(number), written: 0, log });
}

/** Writes a word of every other run, or its end. */
function write(run: Playing): void {
  if (Math.random() < 0.5) return;
  const { log, number, words } = run;
  const delta = words[run.written];
  if (delta !== undefined) {
    log.append({ type: 'text-delta', id: 't', delta });
    run.written++;
    return;
  }
  playing.delete(log.info.runId);
  const end = { outcome: 'complete', finishReason: 'stop' } as const;
  const metadata = createRunMetadata({ info: log.info, progress: undefined, end });
  void log
    .close(createTerminalEvents(metadata, end))
    .then(() => log.settled())
    .then(() => report({ ended: number }));
}

function measure(): Report {
  globalThis.gc?.();
  return {
    liveMB: Math.round(process.memoryUsage().heapUsed / 1e5) / 10,
    files: readdirSync('/proc/self/fd').length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    size: disk.read((database) => database.size) ?? { usedBytes: 0, freeBytes: 0 },
    problem: disk.problem,
  };
}

function chatOf(number: number): ChatId {
  return `chat-${number}` as ChatId;
}
