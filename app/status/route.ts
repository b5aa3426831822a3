import { ChatError } from '#lib/protocol/chat-error.ts';
import {
  checkOperatorToken,
  createOperatorCookie,
  deleteOperatorCookie,
  hasOperator,
  hasOperatorCookie,
} from '#lib/server/access/operator-access.ts';
import { readForm } from '#lib/server/http/request-body.ts';
import { openRoute } from '#lib/server/http/route.ts';
import { readStatus } from '#lib/server/observability/status.ts';
import { version } from '../../package.json';
import { renderOffPage, renderSignIn, renderStatusPage } from './status-page.ts';
import { chooseLocale } from './translations.ts';

export const runtime = 'edge';

const MAX_FORM_BYTES = 4 * 1024;

/** Shows the figures of this process to whoever has signed in with METRICS_TOKEN. */
export const GET = openRoute(async (request: Request) => {
  const locale = chooseLocale(request);
  if (!hasOperator()) return respondWithPage(404, renderOffPage(locale));
  if (!(await hasOperatorCookie(request))) return respondWithPage(401, renderSignIn(locale));
  return respondWithPage(200, renderStatusPage(await readStatus(), version, locale));
});

/** Signs in with a form's `token`, or out with its `action`. */
export const POST = openRoute(async (request: Request) => {
  const locale = chooseLocale(request);
  if (!hasOperator()) return respondWithPage(404, renderOffPage(locale));
  const form = await readForm(request, MAX_FORM_BYTES);
  if (form.get('action') === 'sign-out') return redirectBack(deleteOperatorCookie(request));
  try {
    await checkOperatorToken(request, form.get('token') ?? '');
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const mustWait = error.code === 'rate-limited';
    return respondWithPage(mustWait ? 429 : 401, renderSignIn(locale, mustWait ? 'wait' : 'wrong'));
  }
  return redirectBack(await createOperatorCookie(request));
});

/** Redirects to the page, which a reload then does not post again. */
function redirectBack(cookie: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location: '/status', 'cache-control': 'no-store', 'set-cookie': cookie },
  });
}

function respondWithPage(status: number, page: string): Response {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(page, { status, headers });
}
