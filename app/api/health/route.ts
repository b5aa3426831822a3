export const dynamic = 'force-dynamic';

/** Whether the server is up. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
