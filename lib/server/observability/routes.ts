import 'server-only';

/** The paths of the endpoints, as metrics and traces name them: without ids and queries. */
export const ROUTES = [
  '/api/access',
  '/api/chats/:chatId/run',
  '/api/metrics',
  '/api/models',
  '/api/runs',
  '/api/tools',
  '/chat/stream',
  '/status',
  '/v1/chat/completions',
  '/v1/models',
  '/v1/models/:modelId',
  'other',
] as const;

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;

export type Route = (typeof ROUTES)[number];

const KNOWN: ReadonlySet<string> = new Set(ROUTES);

/** Returns the endpoint that a URL is of. */
export function findRoute(url: string): Route {
  const { pathname } = new URL(url);
  if (KNOWN.has(pathname)) return pathname as Route;
  if (/^\/api\/chats\/[^/]+\/run(\/stream)?$/.test(pathname)) return '/api/chats/:chatId/run';
  return pathname.startsWith('/v1/models/') ? '/v1/models/:modelId' : 'other';
}
