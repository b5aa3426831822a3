export const runtime = 'edge';

/** The least that a relay can do: the upstream's body, as it comes. */
export async function POST(request: Request): Promise<Response> {
  const upstream = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await request.text(),
    signal: request.signal,
  });
  return new Response(upstream.body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
  });
}
