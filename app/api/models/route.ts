import { identifyCaller } from '#lib/server/http/caller.ts';
import { route } from '#lib/server/http/route.ts';
import { requireSameOrigin } from '#lib/server/http/same-origin.ts';
import { listModels } from '#lib/server/models/catalogue.ts';

/** Lists the models. Usually a browser's first request, so it also sets the session cookie that a run needs. */
export const GET = route(async (request: Request) => {
  requireSameOrigin(request);
  const { setCookie } = await identifyCaller(request, { isVisit: true });
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (setCookie) headers.set('set-cookie', setCookie);
  return Response.json(await listModels(), { headers });
});
