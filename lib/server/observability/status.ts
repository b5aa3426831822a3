import 'server-only';
import { countLiveRuns } from '../platform/shutdown.ts';
import type { StoreHealth } from '../run-log/run-log.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import { DURATION_BOUNDS, FIRST_TOKEN_BOUNDS, metrics } from './metrics.ts';
import { addUp, estimateQuantile, type RunSums, recentRuns } from './recent-runs.ts';

const SHORT_MINUTES = 5;

/** Seconds; undefined without runs. */
export type Quantiles = { p50: number | undefined; p95: number | undefined };

/** What happened in some time. */
export type Activity = {
  minutes: number;
  sums: RunSums;
  runs: number;
  /** The runs that failed or were interrupted. */
  failures: number;
  firstToken: Quantiles;
  duration: Quantiles;
};

/** What the operator wants to know about this process at a glance. */
export type ServerStatus = StoreHealth & {
  liveRuns: number;
  /** Milliseconds since the process was started. */
  uptimeMs: number;
  /** Of the last five minutes, and of the last hour. */
  recent: Activity;
  hour: Activity;
  /** The last hour minute by minute, the oldest first. */
  minutes: { runs: number; failures: number }[];
  /** Since the process was started. */
  outcomes: Counts;
  errors: Counts;
  upstream: Counts;
};

/** Numbers by name, those that are not 0. */
export type Counts = Readonly<Record<string, number>>;

export async function readStatus(): Promise<ServerStatus> {
  const { runs, runErrors, upstreamRequests } = metrics();
  const minutes = recentRuns().list();
  return {
    ...(await runLogStore().checkHealth()),
    liveRuns: countLiveRuns(),
    uptimeMs: performance.now(),
    recent: summarize(minutes.slice(-SHORT_MINUTES)),
    hour: summarize(minutes),
    minutes: minutes.map((sums) => ({ runs: countRuns(sums), failures: countFailures(sums) })),
    outcomes: toCounts(runs.series(), 'outcome'),
    errors: toCounts(runErrors.series(), 'code'),
    upstream: toCounts(upstreamRequests.series(), 'status'),
  };
}

function summarize(minutes: readonly RunSums[]): Activity {
  const sums = addUp(minutes);
  const quantiles = (name: 'firstToken' | 'duration', bounds: readonly number[]): Quantiles => ({
    p50: estimateQuantile(sums[name], bounds, 0.5),
    p95: estimateQuantile(sums[name], bounds, 0.95),
  });
  return {
    minutes: minutes.length,
    sums,
    runs: countRuns(sums),
    failures: countFailures(sums),
    firstToken: quantiles('firstToken', FIRST_TOKEN_BOUNDS),
    duration: quantiles('duration', DURATION_BOUNDS),
  };
}

function countRuns({ outcomes }: RunSums): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

function countFailures({ outcomes }: RunSums): number {
  return (outcomes.failed ?? 0) + (outcomes.interrupted ?? 0);
}

function toCounts(
  series: readonly { labels: Readonly<Record<string, string>>; value: number }[],
  label: string,
): Counts {
  const counted = series.filter(({ value }) => value > 0);
  return Object.fromEntries(counted.map(({ labels, value }) => [labels[label] ?? '', value]));
}
