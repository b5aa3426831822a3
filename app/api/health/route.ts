import { countLiveRuns } from '#lib/server/platform/shutdown.ts';
import { runLogStore } from '#lib/server/run-log/run-log-store.ts';
import { version } from '../../../package.json';

export const dynamic = 'force-dynamic';

/** Reports that the server is running, and whether its store works. */
export async function GET(): Promise<Response> {
  const { store, problem } = await runLogStore().checkHealth();
  const status = problem === undefined ? 'ok' : 'degraded';
  return Response.json(
    { status, version, store, problem, liveRuns: countLiveRuns() },
    { status: problem === undefined ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
