// Responses in the background, on the production server: its edge sandbox has a fetch and streams of its own.
import { test as base, expect } from '@playwright/test';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedResponses } from './fixtures/servers/scripted-responses.ts';

const test = base.extend<object, { api: ScriptedResponses; server: RunnelServer }>({
  api: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
    async ({}, use) => {
      const api = await ScriptedResponses.start();
      await use(api);
      await api.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ api }, use) => {
      const server = await RunnelServer.start({
        OPENAI_BASE_URL: api.baseUrl,
        OPENAI_API_KEY: 'k',
        OPENAI_MODELS: 'm',
        OPENAI_API: 'responses',
        OPENAI_BACKGROUND: 'on',
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

/** Starts a run in a new chat. @returns the response that the API generates for it, and the stream to its reader */
async function start(server: RunnelServer, api: ScriptedResponses, chatId: string) {
  const url = `${server.url}/api/chats/${chatId}/run`;
  const headers = { 'content-type': 'application/json', authorization: 'Bearer reader' };
  const messages = [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'hi' }] }];
  const arrival = api.nextResponse();
  const stream = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ messages }) });
  const response = await arrival;
  response.begin();
  let received = '';
  const decoder = new TextDecoderStream();
  const ended = (async () => {
    for await (const text of stream.body?.pipeThrough(decoder) ?? []) received += text;
    return received;
  })();
  const words = () => textOf(received);
  return { response, words, ended, stop: () => fetch(url, { method: 'DELETE', headers }) };
}

function textOf(events: string): string {
  const deltas = [...events.matchAll(/^data: (\{.*"text-delta".*\})$/gm)];
  return deltas.map(([, json]) => JSON.parse(json ?? '').delta).join('');
}

test('a run loses nothing when the connection to the model is lost, however often', async ({
  server,
  api,
}) => {
  const { response, words, ended } = await start(server, api, 'lossy');
  let text = '';
  for (const [position, word] of ['Salt ', 'water ', 'and ', 'pepper.'].entries()) {
    response.write(word);
    text += word;
    await expect.poll(words).toBe(text); // a reset discards what is under way
    response.drop();
    await expect.poll(() => response.resumedAfter).toHaveLength(position + 1);
  }
  response.finish();
  expect(await ended).toContain('"outcome":"complete"');
  expect(words()).toBe('Salt water and pepper.');
  expect(response).toMatchObject({ body: { background: true, store: true }, cancels: 0 });
});

test('a stop cancels the response', async ({ server, api }) => {
  const { response, words, ended, stop } = await start(server, api, 'stopped');
  response.write('Salt');
  await expect.poll(words).toBe('Salt');
  expect((await stop()).status).toBe(202);
  expect(await ended).toContain('"outcome":"stopped"');
  await expect.poll(() => response.cancels).toBe(1);
  await expect.poll(() => response.connections).toBe(0);
});

test('a program that forbids to store its completion gets it in the foreground', async ({ server, api }) => {
  const arrival = api.nextResponse();
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] });
  const headers = { 'content-type': 'application/json' };
  const completion = fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body });
  const response = await arrival;
  expect(response.body).toMatchObject({ store: false });
  expect(response.body).not.toHaveProperty('background');
  response.begin();
  response.write('Salt.');
  response.finish();
  expect(await (await completion).json()).toMatchObject({ choices: [{ message: { content: 'Salt.' } }] });
});
