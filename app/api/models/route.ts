import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listModels } from '#lib/server/models/catalogue.ts';

/** Lists the models. Usually a browser's first request, so it also sets the session cookie that a run needs. */
export const GET = route(
  async (_request: Request, _context, { setCookie, signedInAs }) => {
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (setCookie) headers.set('set-cookie', setCookie);
    return Response.json({ ...(await listModels()), signedInAs }, { headers });
  },
  { isVisit: true },
);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS');
