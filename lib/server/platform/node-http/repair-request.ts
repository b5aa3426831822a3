import 'server-only';

/** The part of Node's `IncomingMessage` that is changed here. */
type NodeRequest = {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, unknown>;
};

/** Where methods other than GET and HEAD have a meaning. Everything else is pages and files. */
const ENDPOINTS = /^\/(?:(?:api|v1|chat)\/|status(?:\?|$))/;

/**
 * Changes requests that Next answers with 500, or logs with a stack, so that they get a 4xx in silence:
 *
 * - `Request` of the Fetch standard cannot have the methods TRACE and CONNECT. PUT, which nothing here allows, is 405.
 * - Files can only be read; other methods get the 405 of the page.
 * - A percent sign that encodes nothing stands for itself.
 * - Next passes the parameters of a route in the query (`nxtP…`, `nxtI…`), where a client must not set them.
 * - There are no server actions.
 */
export function repairRequest(request: NodeRequest): void {
  const { method = 'GET', url = '/' } = request;
  delete request.headers['next-action'];
  if (method === 'TRACE' || method === 'CONNECT') request.method = 'PUT';
  if (method !== 'GET' && method !== 'HEAD' && !ENDPOINTS.test(url)) {
    request.method = 'PUT';
    request.url = '/';
    return;
  }
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const pairs = query.split('&').filter((pair) => pair !== '' && !isRouteParameter(pair));
  const repaired = path.includes('%') ? path.split('/').map(repairSegment).join('/') : path;
  request.url = pairs.length > 0 ? `${repaired}?${pairs.join('&')}` : repaired;
}

/** @param pair of a query; its name may be percent-encoded */
function isRouteParameter(pair: string): boolean {
  const [name = ''] = new URLSearchParams(pair).keys();
  return /^nxt[PI]/.test(name);
}

function repairSegment(segment: string): string {
  try {
    decodeURIComponent(segment);
    return segment;
  } catch {
    return segment.replaceAll('%', '%25');
  }
}
