import { listModels } from '#lib/server/models/catalogue.ts';
import { completionRoute } from '#lib/server/openai-compatible/completion-error.ts';
import { describeModel } from '#lib/server/openai-compatible/described-model.ts';

export const runtime = 'edge';

/** The OpenAI API's "List models". */
export const GET = completionRoute(async () => {
  const { models } = await listModels();
  return Response.json(
    { object: 'list', data: models.map(describeModel) },
    { headers: { 'cache-control': 'no-store' } },
  );
});
