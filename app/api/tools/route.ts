import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listTools } from '#lib/server/tools/offer/tool-offer.ts';

export const runtime = 'edge';

/** Lists the tools that a run can offer its model, and the MCP servers that failed to list theirs. */
export const GET = route(async () => {
  return Response.json(await listTools(), { headers: { 'cache-control': 'no-store' } });
});

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS');
