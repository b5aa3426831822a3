import { answerCompletion } from '#lib/server/openai-door/answer-completion.ts';
import { completionRoute } from '#lib/server/openai-door/completion-error.ts';
import { completionRequestSchema } from '#lib/server/openai-door/completion-request.ts';
import { refuseOtherSites } from '#lib/server/other-sites.ts';
import { readJson } from '#lib/server/request-body.ts';

export const runtime = 'edge';

/** The OpenAI API's "Create chat completion". */
export const POST = completionRoute(async (request: Request) => {
  refuseOtherSites(request);
  const body = await readJson(request, completionRequestSchema);
  return answerCompletion(body, request.signal);
});
