import { expect, test } from './fixtures/test.ts';

test('a run can be described, listed by another route, and collected', async ({ request, upstream }) => {
  await request.get('/api/models'); // sets the cookie
  const chatId = `chat-${crypto.randomUUID()}`;
  const url = `/api/chats/${chatId}/run`;
  const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }];
  const [response] = await Promise.all([
    request.post(url, { data: { runId: 'r', messages } }),
    upstream.nextRequest().then(async (answer) => {
      answer.write('Hello');
      await expect.poll(async () => (await request.head(url)).headers()['x-run-state']).toBe('live');
      answer.finish();
    }),
  ]);
  expect(await response.text()).toContain('[DONE]');
  expect((await request.head(url)).headers()).toMatchObject({
    'x-run-id': 'r',
    'x-run-state': 'ended',
    'x-run-next': expect.stringMatching(/^r:\d+$/),
    'x-run-expires': expect.stringMatching(/Z$/),
  });
  const list = async () => (await (await request.get('/api/runs')).json()).runs;
  expect(await list()).toMatchObject([{ chatId, runId: 'r', state: 'ended' }]);
  expect((await request.patch(url, { data: { runId: 'r', collected: true } })).status()).toBe(204);
  expect(await list()).toEqual([]);
  expect((await request.get(`${url}?runId=r`)).status()).toBe(200);
});
