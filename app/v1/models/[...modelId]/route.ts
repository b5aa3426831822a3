import { optionsRoute, route } from '#lib/server/http/route.ts';
import { listModelsFor } from '#lib/server/models/own-key/caller-models.ts';
import { COMPLETION_ROUTE, UnknownModelError } from '#lib/server/openai-compatible/completion-error.ts';
import { toModelObject } from '#lib/server/openai-compatible/model-object.ts';

export const runtime = 'edge';

type Context = { params: Promise<{ modelId: string[] }> };

/** The OpenAI API's "Retrieve model". An id may hold slashes: `ollama/llama3.2`. */
export const GET = route(async (request: Request, { params }: Context, caller) => {
  const id = (await params).modelId.join('/');
  const { models } = await listModelsFor(request, caller);
  const model = models.find((model) => model.id === id);
  if (model === undefined)
    throw new UnknownModelError('model', 'does not name a model that is offered here.');
  return Response.json(toModelObject(model), { headers: { 'cache-control': 'no-store' } });
}, COMPLETION_ROUTE);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS', COMPLETION_ROUTE);
