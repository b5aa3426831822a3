import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { readToEnd } from '../run-log/testing/run-log-fixtures.ts';
import { advanceUntil, useFakeTime } from '../testing/fake-time.ts';
import { finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { findRun, type KeepAlive, startRun, stopRun } from './runs.ts';

const scripts: Script[] = [];
let contextWindow: number | undefined;
vi.mock('../models/catalogue.ts', () => ({
  findModel: async () => {
    const model = scriptedModel(scripts.shift() ?? []);
    return contextWindow === undefined ? model : { ...model, info: { ...model.info, contextWindow } };
  },
}));

beforeEach(() => {
  useFakeTime();
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  contextWindow = undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const caller = { id: 'ann', address: '127.0.0.1' };
const ask = (runId = 'r1') =>
  startRunSchema.parse({
    runId,
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  });

/** Stands in for Next's `after`. */
function keepAliveSpy() {
  const keepAlive = vi.fn<KeepAlive>();
  return { keepAlive, kept: () => keepAlive.mock.calls[0]?.[0] };
}

async function start(chatId: ChatId, script: Script, runId?: string) {
  scripts.push(script);
  const { keepAlive, kept } = keepAliveSpy();
  const log = await startRun({
    caller,
    chatId,
    body: ask(runId),
    keepAlive,
  });
  return { log, work: kept() };
}
const records = () => vi.mocked(console.log).mock.calls.map(([line]) => JSON.parse(String(line)));

test('a run without readers is kept alive until its record is written', async () => {
  const { log, work } = await start(newChatId(), [
    ...textParts('1', 'Hello'),
    finish('stop', { input: 3, output: 1 }),
  ]);
  await work;
  expect(log.closed).toBe(true);
  expect((await readToEnd(log.read(0))).map(({ event }) => event.type)).toEqual([
    'start',
    'start-step',
    'text-start',
    'text-delta',
    'text-end',
    'finish-step',
    'finish',
  ]);
  expect(records()).toMatchObject([{ event: 'run', runId: 'r1', outcome: 'complete', inputTokens: 3 }]);
});

test.each([undefined, 8_192])(
  'the end of a run says how much of a context window of %s it has used',
  async (size) => {
    contextWindow = size;
    const { log, work } = await start(newChatId(), [
      ...textParts('1', 'Hello'),
      finish('stop', { input: 3, output: 1 }),
    ]);
    await work;
    const last = (await readToEnd(log.read(0))).at(-1)?.event;
    const { messageMetadata: metadata } = last?.type === 'finish' ? last : {};
    expect([metadata?.contextTokens, metadata?.contextWindow]).toEqual([4, size]);
  },
);

test('a stop closes the log and the upstream connection, and is recorded once', async () => {
  const chatId = newChatId();
  const { log, work } = await start(chatId, [...textParts('1', 'Hello').slice(0, -1), { type: 'hang' }]);
  await vi.advanceTimersByTimeAsync(10);
  expect(await stopRun(caller, chatId)).toEqual({ stopped: true, runId: 'r1' as RunId });
  await work;
  expect(await stopRun(caller, chatId)).toEqual({ stopped: false });
  expect((await readToEnd(log.read(0))).at(-1)?.event).toMatchObject({ type: 'abort' });
  expect(records()).toMatchObject([{ outcome: 'stopped' }]);
});

test('a run whose log is full ends with outcome length', async () => {
  const long = 'x'.repeat(5 * 1024 * 1024);
  const deltas = Array.from({ length: 4 }, () => ({ type: 'text-delta', id: '1', delta: long }) as const);
  const { log, work } = await start(newChatId(), [
    { type: 'text-start', id: '1' },
    ...deltas,
    { type: 'hang' },
  ]);
  await advanceUntil(work ?? Promise.reject(new Error('not started')));
  expect((await readToEnd(log.read(0))).at(-1)?.event).toMatchObject({
    type: 'finish',
    finishReason: 'length',
    messageMetadata: { outcome: 'length' },
  });
});

test('a failed run ends with its error code and a terminal event', async () => {
  const { log, work } = await start(newChatId(), {
    refusal: new ChatError('model-unavailable', 'No.'),
  });
  await work;
  const events = (await readToEnd(log.read(0))).map(({ event }) => event);
  expect(events.slice(-2)).toMatchObject([
    { messageMetadata: { outcome: 'failed', error: { code: 'model-unavailable' } } },
    { type: 'error' },
  ]);
});

test('two concurrent starts of one run ask the model once', async () => {
  const chatId = newChatId();
  const [one, two] = await Promise.all([
    start(chatId, [...textParts('1', 'Hello'), finish('stop')]),
    start(chatId, [...textParts('1', 'Hello'), finish('stop')]),
  ]);
  expect(one.log).toBe(two.log);
  const works = [one.work, two.work].filter((work) => work !== undefined);
  expect(works).toHaveLength(1);
  await works[0];
  expect(await findRun(caller, chatId)).toBe(one.log);
});

test('a continuation extends the message, reports its length so far, and repeats nothing', async () => {
  const chatId = newChatId();
  scripts.push([...textParts('1', 'river ran ', 'down.'), finish('stop')]);
  const { keepAlive, kept } = keepAliveSpy();
  const cut = 'The little river ran ';
  const body = startRunSchema.parse({
    trigger: 'continue-message',
    messages: [
      { id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] },
      { id: 'a', role: 'assistant', parts: [{ type: 'step-start' }, { type: 'text', text: cut }] },
    ],
  });
  const log = await startRun({ caller, chatId, body, keepAlive });
  await kept();
  const events = (await readToEnd(log.read(0))).map(({ event }) => event);
  expect(events.slice(0, 3)).toMatchObject([
    { type: 'start', messageId: 'a', messageMetadata: { continues: { parts: 2, characters: cut.length } } },
    { type: 'text-start', providerMetadata: { runnel: { continues: true } } },
    { type: 'text-delta', delta: 'down.' },
  ]);
  const answer = new AnswerBuilder({ id: 'a', parts: [{ type: 'step-start' }, { type: 'text', text: cut }] });
  for (const event of events) answer.apply(event);
  expect(getMessageText(answer.message)).toBe('The little river ran down.');
  expect(answer.message.parts).toHaveLength(2);
});
