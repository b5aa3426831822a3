import { describeClient } from '#lib/server/http/client.ts';
import { readJson } from '#lib/server/http/request-body.ts';
import { optionsRoute, route } from '#lib/server/http/route.ts';
import { COMPLETION_ROUTE } from '#lib/server/openai-compatible/completion-error.ts';
import { completionRequestSchema } from '#lib/server/openai-compatible/completion-request.ts';
import { answerCompletion } from '#lib/server/openai-compatible/completion-response.ts';

export const runtime = 'edge';

/** The OpenAI API's "Create chat completion". */
export const POST = route(async (request: Request, _context, caller) => {
  const client = describeClient(request, caller);
  const body = await readJson(request, completionRequestSchema);
  return answerCompletion(body, client);
}, COMPLETION_ROUTE);

export const OPTIONS = optionsRoute('OPTIONS, POST', COMPLETION_ROUTE);
