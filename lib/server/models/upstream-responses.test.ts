import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runScripted } from '../testing/scripted-run.ts';
import { createOpenAIAccess } from './openai.ts';

/** What the upstream answers to every request, byte by byte. */
let response: string;
let requests: number;
let server: Server;

const realFetch = globalThis.fetch;

beforeEach(async () => {
  requests = 0;
  server = createServer((socket) => {
    socket.once('data', () => {
      requests++;
      socket.end(response);
    });
    socket.on('error', () => {}); // the client may close first
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    realFetch(url.replace(/^https:\/\/[^/]+/, local), init),
  );
});
afterEach(async () => {
  vi.unstubAllGlobals();
  server.close();
  await once(server, 'close');
});

const head = (status: string, ...headers: string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, 'connection: close', '', ''].join('\r\n');
const stream = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`);

const chunk = (content: string, index = 0) => ({ id: 'c', choices: [{ index, delta: { content } }] });
const CHUNKS = stream(chunk('Salt '), chunk('water.'), {
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
});
const RESPONSE = stream(
  { type: 'response.created', response: { id: 'r', created_at: 1, model: 'm' } },
  { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'i' } },
  { type: 'response.output_text.delta', item_id: 'i', delta: 'Salt ' },
  { type: 'response.output_text.delta', item_id: 'i', delta: 'water.' },
  {
    type: 'response.completed',
    response: { incomplete_details: null, usage: { input_tokens: 1, output_tokens: 1 } },
  },
);

const APIS = [
  ['a chat completions server', 'https://relay.example/v1', 'chat', CHUNKS],
  ['OpenAI over chat completions', 'https://api.openai.com/v1', 'chat', CHUNKS],
  ['OpenAI over responses', 'https://api.openai.com/v1', 'responses', RESPONSE],
] as const;

function ask(baseUrl: string, api: 'chat' | 'responses') {
  const model = {
    info: { id: 'm', label: 'm', provider: 'p', can: { reasoning: true, tools: true, images: true } },
    ...createOpenAIAccess({ baseUrl, api, provider: 'p', apiKey: 'k' }, 'm'),
  };
  const { ended, events } = runScripted(model, { maxRetries: 2 });
  const text = () => events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
  return { ended, text };
}

const PAGE = '<!DOCTYPE html><title>Sign in</title>';
const ERROR = JSON.stringify({ error: { message: 'The model is overloaded.', type: 'server_error' } });
const failure = (message: string) => ({ outcome: 'failed', error: { code: 'upstream-error', message } });
const pageFailure = (type: string) =>
  failure(`The model's server returned a web page (${type}) instead of an answer. Check the base URL.`);
const overloaded = failure('The model is overloaded.');

describe.each(APIS)('%s', (_, baseUrl, api, events) => {
  test.each([
    [
      'a login page',
      head('200 OK', 'content-type: text/html; charset=utf-8') + PAGE,
      pageFailure('text/html'),
    ],
    ['a login page without a content type', `${head('200 OK')}\n${PAGE}`, pageFailure('no content type')],
    ['an error object', head('200 OK', 'content-type: application/json') + ERROR, overloaded],
    ['an error object without a content type', head('200 OK') + ERROR, overloaded],
    [
      'an error object as an event stream',
      head('200 OK', 'content-type: text/event-stream') + ERROR,
      overloaded,
    ],
  ])('says what it got instead of an answer: %s', async (_, answer, end) => {
    response = answer;
    expect(await ask(baseUrl, api).ended).toMatchObject(end);
    expect(requests).toBe(1);
  });

  test.each([
    ['another server', 'https://login.example/start?token=abc', ' to https://login.example instead'],
    ['another path', '/login?token=abc', ' to http://127.0.0.1:'],
    ['nowhere', '', ' instead'],
  ])('follows no redirect to %s, and names its origin', async (_, location, target) => {
    response = head('302 Found', `location: ${location}`, 'content-length: 0');
    const end = await ask(baseUrl, api).ended;
    expect(end).toMatchObject(failure(expect.stringContaining(`redirected the request${target}`)));
    expect(JSON.stringify(end)).not.toMatch(/abc|login\?/);
    expect(requests).toBe(1);
  });

  test('loses no event that begins with a byte order mark', async () => {
    response =
      head('200 OK', 'content-type: text/event-stream') + events.map((event) => `\uFEFF${event}`).join('');
    const { ended, text } = ask(baseUrl, api);
    expect(await ended).toMatchObject({ outcome: 'complete' });
    expect(text()).toBe('Salt water.');
  });

  test('reports an event that is no JSON', async () => {
    const broken = events.toSpliced(-2, 1, 'data: {"cut\n\n');
    response = head('200 OK', 'content-type: text/event-stream') + broken.join('');
    expect(await ask(baseUrl, api).ended).toMatchObject({ error: { code: 'upstream-error' } });
  });

  if (api === 'chat') {
    test('ignores a second answer', async () => {
      const second = stream(chunk('Fresh ', 1), {
        choices: [
          { index: 1, delta: { content: 'air.' }, finish_reason: 'length' },
          { index: 0, delta: { content: ' Or pepper.' } },
        ],
      });
      response =
        head('200 OK', 'content-type: text/event-stream') + events.toSpliced(-1, 0, ...second).join('');
      const { ended, text } = ask(baseUrl, api);
      expect(await ended).toEqual({ outcome: 'complete', finishReason: 'stop' });
      expect(text()).toBe('Salt water. Or pepper.');
    });
  }
});
