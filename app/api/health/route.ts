export const dynamic = 'force-dynamic';

/** Reports that the server is running. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
