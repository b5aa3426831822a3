import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listModelsFor } from '#lib/server/models/own-key/caller-models.ts';
import { COMPLETION_ROUTE } from '#lib/server/openai-compatible/completion-error.ts';
import { toModelObject } from '#lib/server/openai-compatible/model-object.ts';

export const runtime = 'edge';

/** The OpenAI API's "List models". */
export const GET = route(async (request: Request, _context, caller) => {
  const { models } = await listModelsFor(request, caller);
  return Response.json(
    { object: 'list', data: models.map(toModelObject) },
    { headers: { 'cache-control': 'no-store' } },
  );
}, COMPLETION_ROUTE);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS', COMPLETION_ROUTE);
