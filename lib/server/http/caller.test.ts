import { expect, test } from 'vitest';
import { identifyCaller } from './caller.ts';

const request = (headers: Record<string, string> = {}, url = 'http://localhost/') =>
  new Request(url, { headers });
const cookieOf = (setCookie: string | undefined) => setCookie?.split(';')[0] ?? '';

test('someone new gets a cookie and is the same caller when it comes back', async () => {
  const first = await identifyCaller(request());
  expect(first.setCookie).toMatch(/; HttpOnly; SameSite=Lax$/);
  const again = await identifyCaller(request({ cookie: `theme=dark; ${cookieOf(first.setCookie)}` }));
  expect(again).toEqual({ id: first.id });
});

test('a run that was begun beside the first visit stays its reader’s, whichever answer came last', async () => {
  const [visit, run] = [await identifyCaller(request(), { visit: true }), await identifyCaller(request())];
  for (const answers of [
    [visit, run],
    [run, visit],
  ]) {
    const cookie = answers.map(({ setCookie }) => cookieOf(setCookie)).join('; ');
    expect(await identifyCaller(request({ cookie }))).toEqual({ id: run.id });
  }
});

test('who has visited before a first run owns it by that visit', async () => {
  const visit = await identifyCaller(request(), { visit: true });
  expect(await identifyCaller(request({ cookie: cookieOf(visit.setCookie) }))).toEqual({ id: visit.id });
});

test('two newcomers are two callers', async () => {
  expect((await identifyCaller(request())).id).not.toBe((await identifyCaller(request())).id);
});

test('a forged session is someone new', async () => {
  const { id, setCookie } = await identifyCaller(request());
  const signature = cookieOf(setCookie).split('.')[1] ?? '';
  for (const cookie of [`${id}x.${signature}`, `${id}.${signature}A`, id, `${id}.`, '.', `${id}.!!`]) {
    const caller = await identifyCaller(request({ cookie: `runnel_session=${cookie}` }));
    expect(caller.id, cookie).not.toContain(id);
    expect(caller.setCookie, cookie).toBeDefined();
  }
});

test('a bearer token is a caller of its own, and its id does not show the token', async () => {
  const caller = await identifyCaller(request({ authorization: 'Bearer sesame' }));
  expect(caller).toEqual(await identifyCaller(request({ authorization: 'bearer sesame' })));
  expect(caller.id).not.toContain('sesame');
  expect(caller.setCookie).toBeUndefined();
});

test('over https the cookie is Secure, also behind a proxy', async () => {
  expect((await identifyCaller(request({}, 'https://x/'))).setCookie).toContain('; Secure');
  expect((await identifyCaller(request({ 'x-forwarded-proto': 'https' }))).setCookie).toContain('; Secure');
});
