import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
});
afterEach(() => endTest(browser));

const page = (status: number) => () =>
  new Response('<h1>No.</h1>', { status, headers: { 'content-type': 'text/html' } });

describe('something between the page and the server', () => {
  test.each([
    [413, 'proxy-limit', '0.0 MB'],
    [403, 'proxy-refused', 'HTTP 403'],
    [404, 'proxy-refused', 'HTTP 404'],
  ])('that refuses a new run with %i fails it as %s', async (status, code, message) => {
    server.answer(page(status));
    const run = follow();
    await expect(run.ended).rejects.toMatchObject({ name: 'ChatError', code, message });
    expect(server.requests).toHaveLength(1);
  });

  test.each([200, 408, 425, 429, 502, 504])(
    'that answers a new run with %i is tried again',
    async (status) => {
      server.answer(page(status));
      const connection = server.openConnection();
      const run = follow();
      await advance(1_000);
      connection.send(1, finishEvent);
      expect(await run.ended).toBe('ended');
      expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    },
  );

  test.each([204, 403, 404, 413])(
    'that answers %i to a run that is attached to is tried again',
    async (status) => {
      const first = server.openConnection();
      const run = follow();
      first.send(1, textDelta('a'));
      await advance();
      server.answer(() => new Response(null, { status }));
      const second = server.openConnection();
      first.drop();
      await advance(1_000);
      second.send(2, finishEvent);
      expect(await run.ended).toBe('ended');
    },
  );
});

test.each([
  ['from-a-later-version', { name: 'ChatError', code: 'from-a-later-version', message: 'Not yet.' }],
  ['RATE_LIMITED', { name: 'ChatError', code: 'proxy-refused' }], // a gateway's
])('a refusal with the unknown code %s ends the run', async (code, error) => {
  server.refuse(403, code, 'Not yet.');
  await expect(follow().ended).rejects.toMatchObject(error);
});

test('a response that arrives after 30 s is waited for the second time', async () => {
  server.answer(() => new Promise(() => {}));
  const connection = server.openConnection();
  server.delayLast(new Promise((resolve) => setTimeout(resolve, 55_000)));
  const run = follow();
  await advance(55_000);
  connection.send(1, finishEvent);
  expect(await run.ended).toBe('ended');
  expect(server.requests).toHaveLength(2);
});
