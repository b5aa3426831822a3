import { expect, test } from 'vitest';
import { identifyCaller } from './caller.ts';

const request = (headers: Record<string, string> = {}, url = 'http://localhost/') =>
  new Request(url, { headers });
const cookieOf = (setCookie: string | undefined) => setCookie?.split(';')[0] ?? '';

test('a new caller gets a cookie and is recognized by it', async () => {
  const first = await identifyCaller(request());
  expect(first.setCookie).toMatch(/; HttpOnly; SameSite=Lax$/);
  const again = await identifyCaller(request({ cookie: `theme=dark; ${cookieOf(first.setCookie)}` }));
  expect(again).toMatchObject({ id: first.id });
});

test('the cookie of a run takes precedence over that of a parallel visit, in either order', async () => {
  const [visit, run] = [await identifyCaller(request(), { isVisit: true }), await identifyCaller(request())];
  for (const responses of [
    [visit, run],
    [run, visit],
  ]) {
    const cookie = responses.map(({ setCookie }) => cookieOf(setCookie)).join('; ');
    expect(await identifyCaller(request({ cookie }))).toMatchObject({ id: run.id });
  }
});

test('the cookie of a visit identifies the caller of the first run', async () => {
  const visit = await identifyCaller(request(), { isVisit: true });
  expect(await identifyCaller(request({ cookie: cookieOf(visit.setCookie) }))).toMatchObject({
    id: visit.id,
  });
});

test('two requests without a cookie are two callers', async () => {
  expect((await identifyCaller(request())).id).not.toBe((await identifyCaller(request())).id);
});

test('a forged cookie makes a new caller', async () => {
  const { id, setCookie } = await identifyCaller(request());
  const signature = cookieOf(setCookie).split('.')[1] ?? '';
  for (const cookie of [`${id}x.${signature}`, `${id}.${signature}A`, id, `${id}.`, '.', `${id}.!!`]) {
    const caller = await identifyCaller(request({ cookie: `runnel_session=${cookie}` }));
    expect(caller.id, cookie).not.toContain(id);
    expect(caller.setCookie, cookie).toBeDefined();
  }
});

test('a bearer token identifies a caller whose id does not reveal it', async () => {
  const caller = await identifyCaller(request({ authorization: 'Bearer sesame' }));
  expect(caller).toEqual(await identifyCaller(request({ authorization: 'bearer sesame' })));
  expect(caller.id).not.toContain('sesame');
  expect(caller.setCookie).toBeUndefined();
});

test('over https, even behind a proxy, the cookie is Secure and bound to this host', async () => {
  for (const https of [request({}, 'https://x/'), request({ 'x-forwarded-proto': 'https' })]) {
    const { id, setCookie } = await identifyCaller(https);
    expect(setCookie).toMatch(/^__Host-runnel_session=.*; Path=\/; .*; Secure$/);
    const cookie = cookieOf(setCookie);
    expect(await identifyCaller(request({ cookie }, 'https://x/'))).toMatchObject({ id });
    const planted = cookie.replace('__Host-', '');
    expect((await identifyCaller(request({ cookie: planted }, 'https://x/'))).id).not.toBe(id);
  }
});
