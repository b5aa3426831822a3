import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { advanceUntil } from '../testing/fake-time.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));
const { POST, GET, DELETE } = await import('../../../app/api/chats/[chatId]/run/route.ts');

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('LOCAL_MODELS', 'off');
  vi.stubEnv('LOG_CONTENT', 'off');
  vi.spyOn(console, 'log').mockReturnValue();
  const fault = (...logged: unknown[]) => expect.unreachable(`console.error: ${logged.join(' ')}`);
  vi.spyOn(console, 'error').mockImplementation(fault);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

type Handler = typeof POST;
type Options = { token?: string; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal };

function call(handler: Handler, chatId: string, options: Options = {}): Promise<Response> {
  const { token = 'ann', headers = {}, body, signal } = options;
  const method = handler === POST ? 'POST' : handler === GET ? 'GET' : 'DELETE';
  const request = new Request(`http://localhost/api/chats/${encodeURIComponent(chatId)}/run`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(handler === POST ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  return handler(request, { params: Promise.resolve({ chatId }) });
}
const question = (text = 'Hello') => ({ id: 'q', role: 'user', parts: [{ type: 'text', text }] });
const ask = (change: Record<string, unknown> = {}) => ({ messages: [question()], model: 'demo', ...change });

async function readAll(response: Response) {
  const body = await advanceUntil(response.text());
  const frames = new SseDecoder().push(new TextEncoder().encode(body));
  const events = frames
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as RunEvent);
  const answer = new AnswerBuilder({ id: '', parts: [] });
  for (const event of events) answer.apply(event);
  return { frames, events, message: answer.message, text: getMessageText(answer.message) };
}
async function errorOf(response: Response) {
  const { error } = await response.json();
  return { status: response.status, ...error };
}

describe('starting', () => {
  test('streams the whole answer, from start to [DONE]', async () => {
    const response = await call(POST, newChatId(), { body: ask({ runId: 'r1' }) });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-run-id')).toBe('r1');
    const { frames, events, message, text } = await readAll(response);
    expect(events[0]).toMatchObject({ type: 'start', messageId: 'r1', messageMetadata: { model: 'demo' } });
    expect(frames.at(-1)?.data).toBe('[DONE]');
    expect(text).toContain('demo model');
    expect(message.metadata).toMatchObject({
      runId: 'r1',
      outcome: 'complete',
      retries: 0,
      firstTokenMs: 368,
    });
  });

  test('creates a run id and uses the default model when the body has neither', async () => {
    const response = await call(POST, newChatId(), { body: { messages: [question()] } });
    expect(response.headers.get('x-run-id')).toMatch(/^[\w-]{21}$/);
    await response.body?.cancel();
  });

  test('with the same run id attaches to the run', async () => {
    const chatId = newChatId();
    const body = ask({ runId: 'same' });
    const [first, second] = await Promise.all([call(POST, chatId, { body }), call(POST, chatId, { body })]);
    const [one, two] = await Promise.all([readAll(first), readAll(second)]);
    expect(two.text).toBe(one.text);
    const third = await readAll(await call(POST, chatId, { body }));
    expect(third.text).toBe(one.text);
    expect(vi.mocked(console.log)).toHaveBeenCalledTimes(1);
  });

  test('while another run is live fails with 409 and the id of that run', async () => {
    const chatId = newChatId();
    await call(POST, chatId, { body: ask({ runId: 'live' }) });
    const refused = await call(POST, chatId, { body: ask({ runId: 'other' }) });
    expect(refused.headers.get('x-run-id')).toBe('live');
    expect(await errorOf(refused)).toMatchObject({ status: 409, code: 'run-active' });
    await call(DELETE, chatId);
    expect((await call(POST, chatId, { body: ask({ runId: 'other' }) })).status).toBe(200);
  });

  test('continues the last answer on continue-message', async () => {
    const started = { id: 'a1', role: 'assistant', parts: [{ type: 'text', text: 'I am' }] };
    const body = ask({ messages: [question(), started], trigger: 'continue-message' });
    const { events } = await readAll(await call(POST, newChatId(), { body }));
    expect(events[0]).toMatchObject({ type: 'start', messageId: 'a1' });
  });

  test('offers only the tools named in the settings', async () => {
    const asked = ask({ messages: [question('What time is it?')] });
    const used = await readAll(await call(POST, newChatId(), { body: asked }));
    expect(used.events.map(({ type }) => type)).toContain('tool-output-available');
    const body = { ...asked, settings: { tools: [] } };
    const unused = await readAll(await call(POST, newChatId(), { body }));
    expect(unused.events.map(({ type }) => type)).not.toContain('tool-input-start');
  });

  test('keeps the text of a run that fails mid-answer', async () => {
    const { events, message, text } = await readAll(
      await call(POST, newChatId(), { body: ask({ messages: [question('fail')] }) }),
    );
    expect(events.at(-1)?.type).toBe('error');
    expect(message.metadata).toMatchObject({ outcome: 'interrupted', error: { code: 'upstream-error' } });
    expect(text).not.toBe('');
  });

  test('a reader that leaves does not end the run', async () => {
    const chatId = newChatId();
    const controller = new AbortController();
    await call(POST, chatId, { body: ask(), signal: controller.signal });
    controller.abort();
    const { message } = await readAll(await call(GET, chatId));
    expect(message.metadata?.outcome).toBe('complete');
  });
});

describe('attaching', () => {
  test('to a chat without a run returns 204', async () => {
    expect((await call(GET, newChatId())).status).toBe(204);
  });

  test('after any event returns the rest of the answer', async () => {
    const chatId = newChatId();
    const whole = await readAll(await call(POST, chatId, { body: ask() }));
    for (const { id } of whole.frames.slice(0, 40)) {
      const rest = await readAll(await call(GET, chatId, { headers: { 'last-event-id': id } }));
      const before = whole.frames.filter(
        (frame) => Number(frame.id) <= Number(id) && frame.data !== '[DONE]',
      );
      const answer = new AnswerBuilder({ id: '', parts: [] });
      for (const { data } of before) answer.apply(JSON.parse(data));
      for (const event of rest.events) answer.apply(event);
      expect(getMessageText(answer.message), `after ${id}`).toBe(whole.text);
    }
  });

  test('works for ten minutes after the end of the run', async () => {
    const chatId = newChatId();
    await readAll(await call(POST, chatId, { body: ask() }));
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    expect((await call(GET, chatId)).status).toBe(200);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await call(GET, chatId)).status).toBe(204);
  });
});

describe('stopping', () => {
  test('ends the run and keeps its text; a second stop has no effect', async () => {
    const chatId = newChatId();
    const response = await call(POST, chatId, { body: ask({ runId: 'r' }) });
    await vi.advanceTimersByTimeAsync(1000);
    // Read after the stop: reading advances the time, and the run could end before the stop takes effect.
    const stopped = await call(DELETE, chatId);
    expect(stopped.status).toBe(202);
    expect(stopped.headers.get('x-run-id')).toBe('r');
    expect(await stopped.json()).toEqual({ stopped: true, runId: 'r' });
    const { events, message } = await readAll(response);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['text-end', 'message-metadata', 'abort']);
    expect(message.metadata?.outcome).toBe('stopped');
    const again = await call(DELETE, chatId);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ stopped: false });
    await vi.waitFor(() => expect(console.log).toHaveBeenCalled()); // the record follows once the upstream connection is closed
    expect(JSON.parse(String(vi.mocked(console.log).mock.calls[0]?.[0]))).toMatchObject({
      outcome: 'stopped',
    });
  });

  test('before the first token leaves no text', async () => {
    const chatId = newChatId();
    const response = await call(POST, chatId, { body: ask() });
    await call(DELETE, chatId);
    const { text, message } = await readAll(response);
    expect({ text, outcome: message.metadata?.outcome }).toEqual({ text: '', outcome: 'stopped' });
  });

  test('without a live run has no effect', async () => {
    const response = await call(DELETE, newChatId());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ stopped: false });
  });
});

describe('ownership', () => {
  test('another caller gets 404 on every method', async () => {
    const chatId = newChatId();
    await call(POST, chatId, { body: ask() });
    for (const [handler, body] of [
      [POST, ask()],
      [GET, undefined],
      [DELETE, undefined],
    ] as const) {
      for (const token of ['bob', '']) {
        const refused = await call(handler, chatId, { token, ...(body ? { body } : {}) });
        expect(await errorOf(refused)).toMatchObject({ status: 404, code: 'not-found' });
      }
    }
    expect((await call(DELETE, chatId)).status).toBe(202);
  });

  test('a new caller gets a cookie and is recognized by it', async () => {
    const chatId = newChatId();
    const response = await call(POST, chatId, { token: '', body: ask() });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = await call(GET, chatId, { token: '', headers: { cookie } });
    expect(again.status).toBe(200);
    expect(again.headers.get('set-cookie')).toBeNull();
    await call(DELETE, chatId, { token: '', headers: { cookie } });
  });
});

describe('a page of another site', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', host: 'localhost' },
    { origin: 'null', host: 'localhost' },
  ])('with %o cannot start, read or stop a run, and gets no cookie', async (headers) => {
    const chatId = newChatId();
    for (const handler of [POST, GET, DELETE]) {
      const body = handler === POST ? { body: ask() } : {};
      const refused = await call(handler, chatId, { token: '', headers, ...body });
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(await errorOf(refused)).toMatchObject({ status: 403, code: 'cross-site' });
    }
    expect((await call(GET, chatId)).status).toBe(204);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'cannot start a run with a form: content type %j is rejected',
    async (type) => {
      const refused = await call(POST, newChatId(), {
        token: '',
        headers: { 'content-type': type },
        body: ask(),
      });
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(await errorOf(refused)).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    },
  );

  test.each(['application/json; charset=utf-8', 'Application/JSON'])(
    'accepts content type %s',
    async (type) => {
      const response = await call(POST, newChatId(), { headers: { 'content-type': type }, body: ask() });
      expect(response.status).toBe(200);
      await response.body?.cancel();
    },
  );
});

describe('invalid requests', () => {
  const large = JSON.stringify(ask({ messages: [question('x'.repeat(4 * 1024 * 1024))] }));
  const many = ask({ messages: Array.from({ length: 10_000 }, () => question()) });
  test.each<[what: string, chatId: string, body: unknown, status: number, code: string]>([
    ['malformed JSON', 'c', '{"messages":', 400, 'invalid-request'],
    ['no body', 'c', undefined, 400, 'invalid-request'],
    ['no messages', 'c', {}, 400, 'invalid-request'],
    ['an empty list of messages', 'c', ask({ messages: [] }), 400, 'invalid-request'],
    ['messages of the wrong type', 'c', ask({ messages: 'hi' }), 400, 'invalid-request'],
    ['a message without a role', 'c', ask({ messages: [{ id: 'q', parts: [] }] }), 400, 'invalid-request'],
    [
      'a part of the wrong type',
      'c',
      ask({ messages: [{ ...question(), parts: [5] }] }),
      400,
      'invalid-request',
    ],
    [
      'a text that is a number',
      'c',
      ask({ messages: [{ ...question(), parts: [{ type: 'text', text: 5 }] }] }),
      400,
      'invalid-request',
    ],
    ['a malformed run id', 'c', ask({ runId: '../x' }), 400, 'invalid-request'],
    ['an unknown trigger', 'c', ask({ trigger: 'jump' }), 400, 'invalid-request'],
    ['an unknown setting', 'c', ask({ settings: { speed: 1 } }), 400, 'invalid-request'],
    ['a temperature of 9', 'c', ask({ settings: { temperature: 9 } }), 400, 'invalid-request'],
    ['an unknown model', 'c', ask({ model: 'gpt-99' }), 400, 'invalid-request'],
    ['10,000 messages', 'c', many, 400, 'invalid-request'],
    ['a body of over 4 MB', 'c', large, 413, 'request-too-large'],
    ['a chat id that is a path', '../x', ask(), 400, 'invalid-request'],
  ])('%s is rejected with a code and a message', async (_, chatId, body, status, code) => {
    const response = await call(POST, chatId, body === undefined ? {} : { body });
    const error = await errorOf(response);
    expect(error).toMatchObject({ status, code });
    expect(error.message).toMatch(/^[A-Z].{10,}/);
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  test('GET and DELETE reject a chat id that is a path, and GET a malformed Last-Event-ID', async () => {
    expect((await call(GET, '../x')).status).toBe(400);
    expect((await call(DELETE, '../x')).status).toBe(400);
    const chatId = newChatId();
    await call(POST, chatId, { body: ask() });
    expect((await call(GET, chatId, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
    await call(DELETE, chatId);
  });
});
