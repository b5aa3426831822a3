import { describe, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import {
  createQuestion,
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readError,
} from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));
const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));

prepareRunRouteTests();

describe('ownership', () => {
  test('another caller gets 404 on every method', async () => {
    const chatId = newChatId();
    await call('POST', chatId, { body: createRunBody() });
    for (const [method, body] of [
      ['POST', createRunBody()],
      ['GET', undefined],
      ['DELETE', undefined],
    ] as const) {
      for (const token of ['bob', '']) {
        const refused = await call(method, chatId, { token, ...(body ? { body } : {}) });
        expect(await readError(refused)).toMatchObject({ status: 404, code: 'not-found' });
      }
    }
    expect((await call('DELETE', chatId)).status).toBe(202);
  });

  test('a new caller gets a cookie and is recognized by it', async () => {
    const chatId = newChatId();
    const response = await call('POST', chatId, { token: '', body: createRunBody() });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = await call('GET', chatId, { token: '', headers: { cookie } });
    expect(again.status).toBe(200);
    expect(again.headers.get('set-cookie')).toBeNull();
    await call('DELETE', chatId, { token: '', headers: { cookie } });
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
    for (const method of ['POST', 'GET', 'DELETE'] as const) {
      const body = method === 'POST' ? { body: createRunBody() } : {};
      const refused = await call(method, chatId, { token: '', headers, ...body });
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(await readError(refused)).toMatchObject({ status: 403, code: 'cross-site' });
    }
    expect((await call('GET', chatId)).status).toBe(204);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'cannot start a run with a form: content type %j is rejected',
    async (type) => {
      const refused = await call('POST', newChatId(), {
        token: '',
        headers: { 'content-type': type },
        body: createRunBody(),
      });
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(await readError(refused)).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    },
  );

  test.each(['application/json; charset=utf-8', 'Application/JSON'])(
    'accepts content type %s',
    async (type) => {
      const response = await call('POST', newChatId(), {
        headers: { 'content-type': type },
        body: createRunBody(),
      });
      expect(response.status).toBe(200);
      await response.body?.cancel();
    },
  );
});

describe('invalid requests', () => {
  const large = JSON.stringify(createRunBody({ messages: [createQuestion('x'.repeat(4 * 1024 * 1024))] }));
  const many = createRunBody({ messages: Array.from({ length: 10_000 }, () => createQuestion()) });
  test.each<[what: string, chatId: string, body: unknown, status: number, code: string]>([
    ['malformed JSON', 'c', '{"messages":', 400, 'invalid-request'],
    ['no body', 'c', undefined, 400, 'invalid-request'],
    ['no messages', 'c', {}, 400, 'invalid-request'],
    ['an empty list of messages', 'c', createRunBody({ messages: [] }), 400, 'invalid-request'],
    ['messages of the wrong type', 'c', createRunBody({ messages: 'hi' }), 400, 'invalid-request'],
    [
      'a message without a role',
      'c',
      createRunBody({ messages: [{ id: 'q', parts: [] }] }),
      400,
      'invalid-request',
    ],
    [
      'a part of the wrong type',
      'c',
      createRunBody({ messages: [{ ...createQuestion(), parts: [5] }] }),
      400,
      'invalid-request',
    ],
    [
      'a text that is a number',
      'c',
      createRunBody({ messages: [{ ...createQuestion(), parts: [{ type: 'text', text: 5 }] }] }),
      400,
      'invalid-request',
    ],
    ['a malformed run id', 'c', createRunBody({ runId: '../x' }), 400, 'invalid-request'],
    ['an unknown trigger', 'c', createRunBody({ trigger: 'jump' }), 400, 'invalid-request'],
    ['an unknown setting', 'c', createRunBody({ settings: { speed: 1 } }), 400, 'invalid-request'],
    ['a temperature of 9', 'c', createRunBody({ settings: { temperature: 9 } }), 400, 'invalid-request'],
    ['an unknown model', 'c', createRunBody({ model: 'gpt-99' }), 400, 'invalid-request'],
    ['10,000 messages', 'c', many, 400, 'invalid-request'],
    ['a body of over 4 MB', 'c', large, 413, 'request-too-large'],
    ['a chat id that is a path', '../x', createRunBody(), 400, 'invalid-request'],
  ])('%s is rejected with a code and a message', async (_, chatId, body, status, code) => {
    const response = await call('POST', chatId, body === undefined ? {} : { body });
    const error = await readError(response);
    expect(error).toMatchObject({ status, code });
    expect(error.message).toMatch(/^[A-Z].{10,}/);
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  test('GET and DELETE reject a chat id that is a path, and GET a malformed Last-Event-ID', async () => {
    expect((await call('GET', '../x')).status).toBe(400);
    expect((await call('DELETE', '../x')).status).toBe(400);
    const chatId = newChatId();
    await call('POST', chatId, { body: createRunBody() });
    expect((await call('GET', chatId, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
    await call('DELETE', chatId);
  });
});
