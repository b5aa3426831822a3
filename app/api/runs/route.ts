import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listRuns } from '#lib/server/run/runs.ts';

export const runtime = 'edge';

/** Lists the caller's runs that are live or that no browser has collected, the latest first. */
export const GET = route(
  async (_request: Request, _context, caller) => {
    return Response.json({ runs: await listRuns(caller) }, { headers: { 'cache-control': 'no-store' } });
  },
  { isVisit: true },
);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS');
