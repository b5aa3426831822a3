import { listModels } from '#lib/server/models/catalogue.ts';
import { createCompletionRoute } from '#lib/server/openai-compatible/completion-error.ts';
import { toModelObject } from '#lib/server/openai-compatible/model-object.ts';

export const runtime = 'edge';

/** The OpenAI API's "List models". */
export const GET = createCompletionRoute(async () => {
  const { models } = await listModels();
  return Response.json(
    { object: 'list', data: models.map(toModelObject) },
    { headers: { 'cache-control': 'no-store' } },
  );
});
