import 'server-only';
import { countLiveRuns } from '../platform/shutdown.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import type { Family } from './metric-families.ts';
import { metrics } from './metrics.ts';
import { processUsage } from './process-usage.ts';

/** Returns the metrics of this process with their current values. */
export async function collectMetrics(version: string): Promise<Family[]> {
  const { store, problem } = await runLogStore().checkHealth();
  const usage = processUsage();
  const { runsLive, storeUp, info, startTime, cpu, memory, ...others } = metrics();
  runsLive.set(countLiveRuns());
  storeUp.set(problem === undefined ? 1 : 0, { store });
  info.set(1, { version });
  startTime.set(Math.round(performance.timeOrigin) / 1_000);
  if (usage !== undefined) {
    cpu.set(usage.cpuSeconds());
    memory.set(usage.residentBytes());
  }
  return [runsLive, ...Object.values(others), storeUp, info, startTime, cpu, memory];
}
