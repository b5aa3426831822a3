import { collectMetrics } from '#lib/server/observability/collected-metrics.ts';
import { metrics } from '#lib/server/observability/metrics.ts';
import { shareProcessUsage } from '#lib/server/observability/process-usage.ts';
import { recentRuns } from '#lib/server/observability/recent-runs.ts';
import { telemetry } from '#lib/server/observability/tracing/telemetry.ts';
import { sleep } from '#lib/server/platform/sleep.ts';
import { version } from './package.json';

/** How often metrics are sent to an OpenTelemetry collector. */
const METRICS_INTERVAL_MS = 60_000;
/** How long the last spans may delay the exit. */
const LAST_SPANS_MS = 2_000;

/** Shares with all routes what counts and sends, so that none of them creates it in its sandbox, and what only Node.js knows. */
export function startTelemetry(): void {
  metrics();
  recentRuns();
  shareProcessUsage({
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    residentBytes: () => process.memoryUsage.rss(),
  });
  const shared = telemetry();
  if (shared === undefined) return;
  const send = async () => shared.sendMetrics(await collectMetrics(version));
  setInterval(() => void send(), METRICS_INTERVAL_MS).unref();
}

/** Sends what is left before the process exits. Takes two seconds at most. */
export async function sendLastSpans(): Promise<void> {
  await Promise.race([telemetry()?.flush(), sleep(LAST_SPANS_MS)]);
}
