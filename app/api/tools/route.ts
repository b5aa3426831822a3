import { route } from '#lib/server/http/route.ts';
import { listTools } from '#lib/server/tools/offer/tool-offer.ts';

export const runtime = 'edge';

/** The tools that a run may offer its model, and the MCP servers whose tools are missing now. */
export const GET = route(async () => {
  return Response.json(await listTools(), { headers: { 'cache-control': 'no-store' } });
});
