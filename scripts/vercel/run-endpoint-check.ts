import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunReader } from '../../e2e/fixtures/clients/run-reader.ts';
import { ScriptedUpstream } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import { EdgeFunction } from './edge-function.ts';

const LIMIT_MS = 10_000;

/**
 * Streams an answer, resumes it after its reader has left, and stops another one.
 * @param folder of the built function
 * @param tools the folder in which `edge-runtime` is installed
 */
export async function checkRunEndpoint(folder: string, tools: string): Promise<void> {
  const upstream = await ScriptedUpstream.start();
  try {
    const endpoint = new EdgeFunction(folder, tools, {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      OPEN_TO_ALL: 'yes',
    });
    const chat = new Chat(endpoint);
    await checkResume(chat, upstream);
    await checkStop(chat, upstream);
    await endpoint.settled();
  } finally {
    await upstream.close();
  }
}

async function checkResume(chat: Chat, upstream: ScriptedUpstream): Promise<void> {
  const leaving = new AbortController();
  const reader = new RunReader(leaveOn(leaving.signal, await chat.start()));
  const request = await upstream.nextRequest();
  for (const token of ['One ', 'two ']) {
    const expected = reader.text + token;
    request.write(token);
    await waitFor(() => reader.text === expected, 'a token does not arrive before the next is written');
  }
  leaving.abort();
  assert.equal(await reader.over, 'ended');
  request.write('three ');
  const resumed = new RunReader(await chat.attach(reader.lastId));
  await waitFor(
    () => resumed.text === 'three ',
    'an attached reader does not get what was written meanwhile',
  );
  request.write('four');
  request.finish();
  assert.equal(await resumed.over, 'done');
  assert.equal(reader.text + resumed.text, 'One two three four');
  assert.equal(resumed.types.at(-1), 'finish');
}

async function checkStop(chat: Chat, upstream: ScriptedUpstream): Promise<void> {
  const reader = new RunReader(await chat.start());
  const request = await upstream.nextRequest();
  request.write('Half');
  await waitFor(() => reader.text === 'Half', 'the text does not arrive');
  const response = await chat.stop();
  assert.equal(response.status, 202);
  assert.equal(await reader.over, 'done');
  assert.equal(reader.types.at(-1), 'abort');
  await waitFor(() => upstream.openRequests === 0, 'a stop does not close the upstream connection');
}

/** A chat of one caller on a built function. */
class Chat {
  readonly #endpoint: EdgeFunction;
  readonly #id = `chat-${crypto.randomUUID()}`;
  #cookie = '';

  constructor(endpoint: EdgeFunction) {
    this.#endpoint = endpoint;
  }

  async start(): Promise<Response> {
    const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }];
    const response = await this.#request('POST', {}, { body: JSON.stringify({ messages }) });
    this.#cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return response;
  }

  attach(lastId: string): Promise<Response> {
    return this.#request('GET', { 'last-event-id': lastId });
  }

  stop(): Promise<Response> {
    return this.#request('DELETE');
  }

  #request(
    method: string,
    headers: Record<string, string> = {},
    options: RequestInit = {},
  ): Promise<Response> {
    const host = 'runnel.vercel.app';
    return this.#endpoint.request(
      `https://${host}/api/chats/${this.#id}/run`,
      { chatId: this.#id },
      {
        method,
        headers: { host, 'content-type': 'application/json', cookie: this.#cookie, ...headers },
        ...options,
      },
    );
  }
}

/** Cancels the body of `response` on `signal`, as a platform does when its client leaves. */
function leaveOn(signal: AbortSignal, { status, body }: Response): Response {
  const reader = body?.getReader();
  signal.addEventListener('abort', () => void reader?.cancel());
  const pull = async (controller: ReadableStreamDefaultController) => {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done) controller.close();
    else controller.enqueue(value);
  };
  return new Response(new ReadableStream({ pull }), { status });
}

async function waitFor(isMet: () => boolean, failure: string): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  while (!isMet()) {
    assert.ok(performance.now() < until, failure);
    await sleep(10);
  }
}
