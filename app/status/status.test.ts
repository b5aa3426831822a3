import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { metrics } from '#lib/server/observability/metrics.ts';
import { RecentRuns } from '#lib/server/observability/recent-runs.ts';
import { type Html, html } from './html.ts';

const TOKEN = 'token/of-the+operator';
vi.stubEnv('METRICS_TOKEN', TOKEN);
vi.stubEnv('DATA_DIR', 'memory');
const { GET, POST } = await import('./route.ts');

beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());
afterAll(() => vi.unstubAllEnvs());

const get = (headers: Record<string, string> = {}) =>
  GET(new Request('http://localhost/status', { headers }), undefined);
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  POST(
    new Request('http://localhost/status', { method: 'POST', headers, body: new URLSearchParams(fields) }),
    undefined,
  );

async function signIn(): Promise<string> {
  const response = await post({ token: TOKEN });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('signing in', () => {
  test('shows a form to whoever has no cookie, and no figures', async () => {
    const response = await get();
    expect(response.status).toBe(401);
    const page = await response.text();
    expect(page).toContain('<input id="token" name="token" type="password"');
    expect(page).not.toContain('<dl');
  });

  test('exchanges the token for a cookie that scripts and other sites do not get, and redirects', async () => {
    const response = await post({ token: TOKEN });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/status');
    expect(response.headers.get('set-cookie')).toMatch(
      /^runnel_operator=\d+\.[\w-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    const page = await get({ cookie: await signIn() });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('<dl class="tiles">');
  });

  test('over https, the cookie is a secure one of this host', async () => {
    const response = await post({ token: TOKEN }, { 'x-forwarded-proto': 'https' });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-runnel_operator=.+; Secure$/);
  });

  test('refuses another token, and says so', async () => {
    const response = await post({ token: `${TOKEN}s` }, { 'x-forwarded-for': '192.0.2.7' });
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.text()).toContain('That is not the token.');
  });

  test('makes an address wait after five wrong tokens', async () => {
    const from = { 'x-forwarded-for': '192.0.2.8' };
    for (let attempt = 0; attempt < 5; attempt++) await post({ token: 'wrong' }, from);
    const response = await post({ token: TOKEN }, from);
    expect(response.status).toBe(429);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    // Not the last character, of which two bits mean nothing.
    ['forged', (cookie: string) => cookie.replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'))],
    ['extended', (cookie: string) => cookie.replace(/=(\d)/, '=9$1')],
    ['of the access control', (cookie: string) => cookie.replace('runnel_operator', 'runnel_access')],
  ])('ignores a cookie that is %s', async (_, change) => {
    expect((await get({ cookie: change(await signIn()) })).status).toBe(401);
  });

  test('refuses a form of another site', async () => {
    const response = await post({ token: TOKEN }, { 'sec-fetch-site': 'cross-site' });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('signs out', async () => {
    const response = await post({ action: 'sign-out' });
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toContain('runnel_operator=; Path=/; Max-Age=0');
  });
});

test('without METRICS_TOKEN there is no page, and no token that opens it', async () => {
  vi.resetModules();
  vi.stubEnv('METRICS_TOKEN', '');
  const off = await import('./route.ts');
  const request = (init?: RequestInit) => new Request('http://localhost/status', init);
  expect((await off.GET(request({ headers: { cookie: await signIn() } }), undefined)).status).toBe(404);
  const signingIn = request({ method: 'POST', body: new URLSearchParams({ token: '' }) });
  expect((await off.POST(signingIn, undefined)).status).toBe(404);
});

test('shows what the server has counted, in the language of the reader', async () => {
  const runs = new RecentRuns();
  const shared = performance as Performance & { runnel?: Map<string, unknown> };
  shared.runnel?.set('recent runs', runs);
  const run = {
    runId: 'r',
    model: 'm',
    startedAt: 0,
    firstTokenMs: 400,
    durationMs: 3_000,
    outputTokens: 600,
  };
  for (let index = 0; index < 3; index++) runs.add({ ...run, outcome: 'complete' });
  runs.add({ ...run, outcome: 'failed', error: { code: 'upstream-error', message: 'No.' } });
  metrics().runErrors.add(1, { code: 'upstream-error' });
  metrics().upstreamRequests.add(2, { status: '429' });
  const cookie = await signIn();
  const english = await (await get({ cookie })).text();
  expect(english).toContain('<html lang="en">');
  expect(english).toContain('<dt>Runs per minute</dt><dd class="">0.8</dd>');
  expect(english).toContain('<dt>Failed</dt><dd class="bad">25%</dd><dd class="note">1 of 4 runs</dd>');
  expect(english).toContain(
    'aria-label="4 runs in the last hour, 1 of them failed; at most 4 in one minute"',
  );
  expect(english).toContain('<th scope="row">upstream-error</th><td>1</td>');
  expect(english).toContain('<th scope="row">429</th><td>2</td>');
  const chinese = await (await get({ cookie: `${cookie}; locale=zh` })).text();
  expect(chinese).toContain('<html lang="zh-CN">');
  expect(chinese).toContain('<dt>每分钟回答数</dt>');
  expect(await (await get({ 'accept-language': 'zh-TW,zh;q=0.9' })).text()).toContain('Runnel 运行状态');
});

test('markup in a value is text', () => {
  const name = '<script>alert("1")</script>';
  const page: Html = html`<p title="${name}">${name}</p>${undefined}${[html`<b>${1}</b>`]}`;
  expect(page.text).toBe(
    '<p title="&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;">&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</p><b>1</b>',
  );
});
