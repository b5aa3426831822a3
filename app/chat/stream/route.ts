import { describeClient } from '#lib/server/http/client.ts';
import { optionsRoute, route } from '#lib/server/http/route.ts';
import { requireKnownOrigin } from '#lib/server/http/same-origin.ts';
import { parseTextStreamBody, parseTextStreamQuery } from '#lib/server/text-stream/text-stream-request.ts';
import { respondWithText } from '#lib/server/text-stream/text-stream-response.ts';
import { SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

export const runtime = 'edge';

const SHARED = { isShared: true };

/** Answers `?prompt=`. Replies 204 to an EventSource that reconnects after its answer, so that no answer is generated twice. */
export const GET = route(async (request: Request, _context, caller) => {
  requireKnownOrigin(request);
  // Next routes HEAD to GET, and a HEAD request must not start a run.
  if (request.method === 'HEAD') return new Response(null, { headers: SSE_HEADERS });
  if (request.headers.get('last-event-id')) return new Response(null, { status: 204 });
  return respondWithText(parseTextStreamQuery(request.url), describeClient(request, caller));
}, SHARED);

/** Answers `{"message":…}` or `{"prompt":…}`. */
export const POST = route(async (request: Request, _context, caller) => {
  return respondWithText(await parseTextStreamBody(request), describeClient(request, caller));
}, SHARED);

export const OPTIONS = optionsRoute('GET, HEAD, OPTIONS, POST', SHARED);
