import { route } from '#lib/server/http/route.ts';
import { requireSameOrigin } from '#lib/server/http/same-origin.ts';
import { parseTextStreamBody, parseTextStreamQuery } from '#lib/server/text-stream/text-stream-request.ts';
import { respondWithText } from '#lib/server/text-stream/text-stream-response.ts';
import { SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

export const runtime = 'edge';

/** Answers `?prompt=`. Replies 204 to an EventSource that reconnects after its answer, so that no answer is generated twice. */
export const GET = route(async (request: Request) => {
  requireSameOrigin(request);
  // Next routes HEAD to GET, and a HEAD request must not start a run.
  if (request.method === 'HEAD') return new Response(null, { headers: SSE_HEADERS });
  if (request.headers.get('last-event-id')) return new Response(null, { status: 204 });
  return respondWithText(parseTextStreamQuery(request.url), request.signal);
});

/** Answers `{"message":…}` or `{"prompt":…}`. */
export const POST = route(async (request: Request) => {
  requireSameOrigin(request);
  return respondWithText(await parseTextStreamBody(request), request.signal);
});
