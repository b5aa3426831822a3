import { route } from '#lib/server/http/route.ts';
import { refuseOtherSites } from '#lib/server/http/same-origin.ts';
import { parsePlainBody, parsePlainQuery } from '#lib/server/text-stream/text-stream-request.ts';
import { answerPlainly } from '#lib/server/text-stream/text-stream-response.ts';
import { SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

export const runtime = 'edge';

/** Asks with `?prompt=`. An EventSource that comes back after its answer must not have it made again. */
export const GET = route(async (request: Request) => {
  refuseOtherSites(request);
  // Next answers HEAD with GET; whoever only looks asks no model.
  if (request.method === 'HEAD') return new Response(null, { headers: SSE_HEADERS });
  if (request.headers.get('last-event-id')) return new Response(null, { status: 204 });
  return answerPlainly(parsePlainQuery(request.url), request.signal);
});

/** Asks with `{"message":…}` or `{"prompt":…}`. */
export const POST = route(async (request: Request) => {
  refuseOtherSites(request);
  return answerPlainly(await parsePlainBody(request), request.signal);
});
