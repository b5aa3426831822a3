import { readJson } from '#lib/server/http/request-body.ts';
import { refuseOtherSites } from '#lib/server/http/same-origin.ts';
import { answerCompletion } from '#lib/server/openai-compatible/answer-completion.ts';
import { completionRoute } from '#lib/server/openai-compatible/completion-error.ts';
import { completionRequestSchema } from '#lib/server/openai-compatible/completion-request.ts';

export const runtime = 'edge';

/** The OpenAI API's "Create chat completion". */
export const POST = completionRoute(async (request: Request) => {
  refuseOtherSites(request);
  const body = await readJson(request, completionRequestSchema);
  return answerCompletion(body, request.signal);
});
