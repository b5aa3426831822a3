import { readJson } from '#lib/server/http/request-body.ts';
import { requireSameOrigin } from '#lib/server/http/same-origin.ts';
import { createCompletionRoute } from '#lib/server/openai-compatible/completion-error.ts';
import { completionRequestSchema } from '#lib/server/openai-compatible/completion-request.ts';
import { answerCompletion } from '#lib/server/openai-compatible/completion-response.ts';

export const runtime = 'edge';

/** The OpenAI API's "Create chat completion". */
export const POST = createCompletionRoute(async (request: Request) => {
  requireSameOrigin(request);
  const body = await readJson(request, completionRequestSchema);
  return answerCompletion(body, request.signal);
});
