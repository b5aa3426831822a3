// Plays many runs on the embedded store, in processes that are killed with SIGKILL at random moments, and checks that the next process
// has everything that was on the disk. What remains then: memory, timers, files, and the size of the database.
//   npm run bench -- disk-soak [runs]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command, Measurement, PlayedRun, Report } from './protocol.ts';

const total = Number(process.argv[2] ?? 20_000);
/** The last quarter is played by one process, whose memory is measured. */
const killed = Math.round(total * 0.75);
/** Longer than a run waits for its verification, and short enough that the last logs expire while the benchmark waits. */
const RETENTION_MS = 20_000;
/** How long a process lives at most once it plays, and the share of those that are killed while they start. */
const MAX_LIFE_MS = 2_000;
const EARLY_SHARE = 0.2;

const directory = mkdtempSync(join(tmpdir(), 'runnel-soak-'));
const path = join(directory, 'runs.db');
const wrong: string[] = [];
let kills = 0;
let verified = 0;
let interrupted = 0;
/** The runs that no process has verified yet. */
const unverified = new Map<number, PlayedRun>();

/** A process with the store. */
class StoreProcess {
  readonly #process: ChildProcess;
  readonly exited: Promise<unknown>;
  readonly #reports = new Set<(report: Report) => void>();

  constructor() {
    const file = new URL('store-process.ts', import.meta.url);
    this.#process = fork(file, [path, String(RETENTION_MS)], {
      execArgv: ['--conditions=react-server', '--expose-gc'],
    });
    this.#process.on('error', () => {}); // it was killed while something was sent to it
    this.exited = once(this.#process, 'exit');
    this.#process.on('message', (report: Report) => {
      if ('begun' in report)
        unverified.set(report.begun, { number: report.begun, flushed: 0, hasEnded: false });
      if ('ended' in report) this.#update(report.ended, { hasEnded: true });
      for (const [number, flushed] of 'flushed' in report ? report.flushed : [])
        this.#update(number, { flushed });
      for (const listener of this.#reports) listener(report);
    });
  }

  send(command: Command): void {
    if (this.#process.connected) this.#process.send(command); // it may be dead
  }

  /** Waits for a report with this field; undefined when the process dies first. */
  async next<Key extends string>(key: Key): Promise<Extract<Report, Record<Key, unknown>> | undefined> {
    const found = Promise.withResolvers<Extract<Report, Record<Key, unknown>>>();
    const listener = (report: Report) => {
      if (key in report) found.resolve(report as Extract<Report, Record<Key, unknown>>);
    };
    this.#reports.add(listener);
    const report = await Promise.race([found.promise, this.exited.then(() => undefined)]);
    this.#reports.delete(listener);
    return report;
  }

  /** Has it verify what the processes before it have played. */
  async verify(): Promise<void> {
    const runs = [...unverified.values()];
    const answer = this.next('verified');
    this.send({ verify: runs });
    const report = await answer;
    if (report === undefined) return; // the next one verifies them
    verified += report.verified;
    interrupted += runs.filter(({ hasEnded }) => !hasEnded).length;
    wrong.push(...report.wrong);
    for (const { number } of runs) unverified.delete(number);
  }

  async measure(): Promise<Measurement> {
    const answer = this.next('liveMB');
    this.send({ measure: true });
    return (await answer) as Measurement;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<void> {
    this.send({ stop: true });
    await this.exited;
  }

  #update(number: number, change: Partial<PlayedRun>): void {
    const run = unverified.get(number);
    if (run) Object.assign(run, change);
  }
}

/** Plays runs in one process until it is killed. Returns the number of the next run. */
async function playUntilKilled(from: number): Promise<number> {
  const store = new StoreProcess();
  if (Math.random() < EARLY_SHARE) await delay(Math.random() * MAX_LIFE_MS);
  else {
    await store.next('opened');
    await store.verify();
    const playing = store.next('played');
    store.send({ play: { from, to: killed } });
    await Promise.race([playing, delay(Math.random() * MAX_LIFE_MS)]);
  }
  await store.kill();
  kills++;
  return 1 + Math.max(from - 1, ...unverified.keys());
}

const startedAt = performance.now();
let next = 0;
while (next < killed) next = await playUntilKilled(next);

const last = new StoreProcess();
await last.next('opened');
await last.verify();
const before = await last.measure();
const played = last.next('played');
last.send({ play: { from: next, to: total } });
await played;
const seconds = Math.round((performance.now() - startedAt) / 1000);
// Until all logs have expired and the housekeeper has deleted them.
let after = await last.measure();
for (let used = Number.POSITIVE_INFINITY; after.size.usedBytes < used || after.size.freeBytes > 0; ) {
  used = after.size.usedBytes;
  await delay(RETENTION_MS);
  after = await last.measure();
}
await last.stop();

const results = {
  ...{ bench: 'disk-soak', runs: total, kills, seconds, verified, interrupted, wrong: wrong.length },
  before: summarize(before),
  after: { ...summarize(after), fileMB: Math.round(statSync(path).size / 1e5) / 10 },
  load: loadavg(),
};
if (wrong.length > 0) console.log(wrong.slice(0, 5).join('\n'));
console.log(JSON.stringify(results));
rmSync(directory, { recursive: true });
process.exitCode = wrong.length > 0 || after.files > before.files || after.problem ? 1 : 0;

function summarize({ liveMB, files, timers, size }: Measurement) {
  return { liveMB, files, timers, usedMB: Math.round(size.usedBytes / 1e5) / 10 };
}
