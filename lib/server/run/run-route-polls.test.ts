import { describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { advanceUntil } from '../testing/fake-time.ts';
import {
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readAll,
  readError,
} from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: () => {} }));
prepareRunRouteTests();

const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));

type Poll = { events: (RunEvent & { from?: number })[]; next: string; closed: boolean };

async function poll(chatId: ChatId, query: string): Promise<Poll> {
  const response = await advanceUntil(call('GET', chatId, { query }));
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.json();
}

/** Polls while the time stands still, so that the model writes nothing meanwhile. */
async function pollNow(chatId: ChatId, query: string): Promise<Poll> {
  let isDone = false;
  const response = call('GET', chatId, { query }).finally(() => {
    isDone = true;
  });
  while (!isDone) await vi.advanceTimersByTimeAsync(0);
  return (await response).json();
}

const start = async (chatId: ChatId) =>
  (await call('POST', chatId, { body: createRunBody({ runId: 'r' }) })).body?.cancel();

/** Reads a run to its end by polling. */
async function pollAll(chatId: ChatId): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  let query = '?wait=25';
  for (;;) {
    const { events: more, next, closed } = await poll(chatId, query);
    events.push(...more);
    if (closed) return events;
    query = `?wait=25&after=${next}`;
  }
}

const textOf = (events: RunEvent[]) =>
  events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');

describe('a long poll', () => {
  test('brings the same answer as the stream, in order and once', async () => {
    const chatId = newChatId();
    await start(chatId);
    const polled = await pollAll(chatId);
    const { events } = await readAll(await call('GET', chatId));
    expect(textOf(polled)).toBe(textOf(events));
    expect(polled.map(({ type }) => type).filter((type) => type !== 'text-delta')).toEqual(
      events.map(({ type }) => type).filter((type) => type !== 'text-delta'),
    );
  });

  test('can start a run, which the same request finds when it is repeated', async () => {
    const chatId = newChatId();
    const body = createRunBody({ runId: 'r' });
    const first: Poll = await (await call('POST', chatId, { body, query: '?wait=10' })).json();
    expect(first).toMatchObject({ events: [{ type: 'start', messageId: 'r' }], closed: false });
    const again: Poll = await (await call('POST', chatId, { body, query: '?wait=10' })).json();
    expect(again.events[0]).toEqual(first.events[0]);
    const refused = await call('POST', newChatId(), { body, query: '?wait=x' });
    expect(refused.status).toBe(400);
  });

  test('answers without events when there are none in time, and again from the same place', async () => {
    const chatId = newChatId();
    await start(chatId);
    const { next } = await pollNow(chatId, '?wait=0');
    expect(await pollNow(chatId, `?wait=0&after=${next}`)).toMatchObject({ events: [], next, closed: false });
  });

  test('of an ended run that has been read says so', async () => {
    const chatId = newChatId();
    await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'r' }) }));
    const { next, closed } = await poll(chatId, '?wait=25');
    expect(closed).toBe(true);
    expect(await poll(chatId, `?wait=25&after=${next}`)).toMatchObject({ events: [], next, closed: true });
    expect((await call('GET', newChatId(), { query: '?wait=25' })).status).toBe(204);
  });

  test('ends with its request', async () => {
    const chatId = newChatId();
    await start(chatId);
    const { next } = await poll(chatId, '?wait=1');
    const controller = new AbortController();
    const response = call('GET', chatId, { query: `?wait=60&after=${next}`, signal: controller.signal });
    controller.abort();
    expect((await response).status).toBe(200);
  });
});

test('a reader can skip what there is, or all but the last events', async () => {
  const chatId = newChatId();
  await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'r' }) }));
  const whole = await readAll(await call('GET', chatId));
  expect((await readAll(await call('GET', chatId, { query: '?from=now' }))).events).toEqual([]);
  expect((await readAll(await call('GET', chatId, { query: '?tail=1' }))).events).toEqual(
    whole.events.slice(-1),
  );
  expect((await readAll(await call('GET', chatId, { query: '?tail=999999' }))).events).toEqual(whole.events);
});

test('the etag changes when the run goes on, and when it ends', async () => {
  const chatId = newChatId();
  const response = await call('POST', chatId, { body: createRunBody({ runId: 'r' }) });
  const etag = async () => (await call('HEAD', chatId)).headers.get('etag');
  const before = await etag();
  await readAll(response);
  const after = await etag();
  expect(after).not.toBe(before);
  expect(after).toMatch(/^"r:\d+:closed"$/);
});

test.each(['?from=1', '?tail=-1', '?tail=x', '?tail=1000001', '?wait=61', '?wait=1.5', '?wait='])(
  '%s is refused',
  async (query) => {
    expect(await readError(await call('GET', newChatId(), { query }))).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
  },
);
