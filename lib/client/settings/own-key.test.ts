import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { COMPACT_EVENT_STREAM } from '#lib/protocol/stream/event-frames.ts';
import { titleFromModel } from '../history/chats/title-from-model.ts';
import { startRun } from '../run/run-connection.ts';
import { loadOwnKey, saveOwnKey, testOwnKey } from './own-key.ts';

const ownKey = { baseUrl: 'https://api.deepseek.com/v1', key: 'key-of-mine' };
const own = { 'x-user-base-url': ownKey.baseUrl, 'x-user-key': ownKey.key };
const MODEL = 'api.deepseek.com/deepseek-chat';

const server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const stored = new Map<string, string>();
const notified = vi.fn();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('fetch', server.mockReset());
  vi.stubGlobal('dispatchEvent', ({ type }: Event) => notified(type));
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  notified.mockReset();
});

const sentHeaders = () => server.mock.calls.map(([, { headers }]) => headers);
const start = (model: string | undefined, trigger: 'submit-message' | 'continue-message') => {
  server.mockResolvedValueOnce(
    new Response('', { headers: { 'content-type': 'text/event-stream', 'x-run-id': 'r' } }),
  );
  const run = { runId: 'r' as RunId, messages: [], trigger, ...(model ? { model } : {}) };
  return startRun({ chatId: 'c' as ChatId }, run, new AbortController().signal, 1_000);
};

test('the key is stored in this browser, and removed from it', () => {
  expect(loadOwnKey()).toBeUndefined();
  expect(saveOwnKey(ownKey)).toBe(true);
  expect(loadOwnKey()).toEqual(ownKey);
  expect(saveOwnKey(undefined)).toBe(true);
  expect(loadOwnKey()).toBeUndefined();
  expect([...stored.keys()]).toEqual([]);
  expect(notified.mock.calls).toEqual([['online'], ['online']]); // the models are listed again
});

test('a browser without storage says so', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(saveOwnKey(ownKey)).toBe(false);
});

test('the key goes with every request to a model of its provider: questions, continuations and titles', async () => {
  saveOwnKey(ownKey);
  await start(MODEL, 'submit-message');
  await start(MODEL, 'continue-message');
  server.mockResolvedValueOnce(Response.json({}));
  const can = { reasoning: false, tools: false, images: false };
  await titleFromModel([], { id: MODEL, label: '', provider: '', can });
  const title = { 'content-type': 'application/json', ...own };
  const run = { ...title, accept: COMPACT_EVENT_STREAM };
  expect(sentHeaders()).toEqual([run, run, title]);
});

test.each(['gpt-5', 'api.deepseek.com.evil.dev/x', undefined])(
  'the key stays away from %s',
  async (model) => {
    saveOwnKey(ownKey);
    await start(model, 'submit-message');
    expect(sentHeaders()).toEqual([{ 'content-type': 'application/json', accept: COMPACT_EVENT_STREAM }]);
  },
);

test('a test lists the models of the key, or says why there are none', async () => {
  const models = [{ id: 'demo' }, { id: MODEL, ownKey: true }];
  server.mockResolvedValueOnce(Response.json({ models }));
  expect(await testOwnKey(ownKey)).toEqual({ models: [models[1]] });
  expect(sentHeaders()).toEqual([own]);
  server.mockResolvedValueOnce(Response.json({ models, ownKeyFailure: 'HTTP 401' }));
  expect(await testOwnKey(ownKey)).toEqual({ failure: 'HTTP 401' });
  server.mockResolvedValueOnce(new Response('', { status: 502 }));
  expect(await testOwnKey(ownKey)).toEqual({ failure: 'HTTP 502' });
  server.mockRejectedValueOnce(new TypeError('fetch failed'));
  expect(await testOwnKey(ownKey)).toEqual({ failure: 'TypeError' });
});
