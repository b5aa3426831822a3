import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listModelsFor } from '#lib/server/models/own-key/caller-models.ts';

/** Lists the models. Usually a browser's first request, so it also sets the session cookie that a run needs. */
export const GET = route(
  async (request: Request, _context, caller) => {
    const { setCookie, signedInAs } = caller;
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (setCookie) headers.set('set-cookie', setCookie);
    return Response.json({ ...(await listModelsFor(request, caller)), signedInAs }, { headers });
  },
  { isVisit: true },
);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS');
