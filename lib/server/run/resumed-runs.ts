import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { findModel } from '../models/catalogue.ts';
import type { ResumeAnswer } from '../models/model.ts';
import { environment } from '../platform/environment.ts';
import type { OrphanedRun } from '../run-log/run-log.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import { isModelOutput } from '../run-log/run-lost.ts';
import { RunProgress } from '../run-log/run-progress.ts';
import type { PreparedRun } from './prepared-run.ts';
import { ResumedSource } from './resumed-source.ts';
import { executeRun } from './run-execution.ts';
import { RunLogSink } from './run-log-sink.ts';

/** How often to look for runs of other servers that have died, in milliseconds. */
const INTERVAL_MS = 5_000;

/** Goes on with the runs whose process has died, as far as their responses can be resumed: now, and with a Redis from time to time. */
export function watchOrphans(): void {
  void resumeRuns();
  if (environment().redis) setInterval(() => void resumeRuns(), INTERVAL_MS).unref();
}

/** Never rejects. */
async function resumeRuns(): Promise<void> {
  const runs = await runLogStore()
    .takeOrphans()
    .catch(() => []); // Redis is unreachable
  await Promise.all(runs.map(resumeRun));
}

async function resumeRun(run: OrphanedRun): Promise<void> {
  const { info } = run.log;
  const model = await findModel(info.model).catch(() => undefined);
  const { timeouts } = environment();
  await executeOrphan(run, model?.resume, { timeouts, record: { chatId: info.chatId } });
}

/**
 * Goes on with a run whose process has died. Never rejects.
 * @param resume undefined when the run's model cannot resume responses, or is not available any more
 */
export function executeOrphan(
  run: OrphanedRun,
  resume: ResumeAnswer | undefined,
  options: Pick<PreparedRun<RunEvent>, 'timeouts' | 'record' | 'signal'>,
): Promise<void> {
  const { log, position, before, after } = run;
  const { info } = log;
  const progress = new RunProgress(Math.max(0, Date.now() - info.startedAt));
  Object.assign(progress, position.progress);
  for (const event of [...before, ...after]) {
    if (event.type === 'text-delta') progress.addText(event.delta);
    if (isModelOutput(event)) progress.firstTokenMs ??= progress.elapsedMs;
  }
  const source = new ResumedSource(run, resume);
  return executeRun({ ...options, info, progress, source }, new RunLogSink(log, progress));
}
