import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { newRunId } from '#lib/protocol/ids.ts';
import { USER_KEY_HEADER } from '#lib/protocol/own-key.ts';
import { openDatabase } from '../history/database.ts';
import type { RunStart } from '../run/run-connection.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { finishEvent, follow, textDelta, textStart } from '../testing/follow.ts';
import { endTest, startSessionTest, stubLocalStorage } from '../testing/test-setup.ts';
import { Recorder } from './recorder.ts';
import { deleteRunsOf, listRuns } from './recording-store.ts';
import { readRecording } from './recordings.ts';

let browser: FakeBrowser;
let server: FakeServer;
let items: Map<string, string>;
let recorder: Recorder;
const installed: (() => void)[] = [];
let start: RunStart;

beforeEach(() => {
  ({ browser, server } = startSessionTest());
  items = stubLocalStorage();
  recorder = new Recorder();
  start = { runId: newRunId(), model: 'demo', messages: [], trigger: 'submit-message' };
});
afterEach(() => {
  for (const stop of installed.splice(0)) stop();
  endTest(browser);
});

const install = (installing: Recorder) => void installed.push(installing.install());
const textOf = async (runId: string) => {
  const { lines = [] } = (await readRecording(runId)) ?? {};
  return lines
    .map((line) => (line.type === 'event' && line.event.type === 'text-delta' ? line.event.delta : ''))
    .join('');
};
/** Lets a run end that brings these texts. */
async function stream(...texts: string[]): Promise<void> {
  const connection = server.openConnection(start.runId);
  const run = follow({ start });
  connection.send(1, textStart, ...texts.map(textDelta), finishEvent);
  await run.ended;
}

test('a run is recorded as it is received', async () => {
  install(recorder);
  await stream('a', 'b');
  await recorder.write();
  const recording = await readRecording(start.runId);
  expect(recording?.header).toMatchObject({
    runId: start.runId,
    model: 'demo',
    request: { trigger: 'submit-message', messages: 0 },
  });
  expect(recording?.lines.map((line) => (line.type === 'event' ? line.event.type : line.type))).toEqual([
    'request',
    'open',
    'text-start',
    'text-delta',
    'text-delta',
    'finish',
    'close',
  ]);
  expect(recording?.lines.at(-1)).toMatchObject({ reason: 'ended' });
});

test('what happens before the recorder has loaded is recorded too', async () => {
  await stream('early');
  install(recorder);
  await recorder.write();
  expect(await textOf(start.runId)).toBe('early');
});

test('a connection that is lost and resumed is one recording', async () => {
  install(recorder);
  const first = server.openConnection(start.runId);
  const second = server.openConnection(start.runId);
  const run = follow({ start });
  first.send(1, textStart, textDelta('a'));
  await vi.advanceTimersByTimeAsync(10);
  await recorder.write();
  first.drop();
  second.send(3, textDelta('b'), finishEvent);
  await vi.advanceTimersByTimeAsync(1_000);
  await run.ended;
  await recorder.write();
  const { lines = [] } = (await readRecording(start.runId)) ?? {};
  expect(lines.filter(({ type }) => type === 'request' || type === 'close')).toMatchObject([
    { method: 'POST', after: 0 },
    { reason: 'lost' },
    { method: 'GET', after: 2 },
    { reason: 'ended' },
  ]);
  expect(await textOf(start.runId)).toBe('ab');
});

test('another page goes on with the recording', async () => {
  install(recorder);
  const first = server.openConnection(start.runId);
  const run = follow({ start });
  first.send(1, textStart, textDelta('a'));
  await vi.advanceTimersByTimeAsync(10);
  await recorder.write();
  run.controller.abort();
  await run.ended.catch(() => undefined);
  const next = new Recorder();
  install(next);
  await stream('a', 'b');
  await next.write();
  const { header, lines = [] } = (await readRecording(start.runId)) ?? {};
  expect(header?.model).toBe('demo');
  expect(lines.filter(({ type }) => type === 'open')).toHaveLength(2);
});

test('a run that the server refuses is not recorded', async () => {
  install(recorder);
  server.refuse(429, 'rate-limited');
  await follow({ start }).ended.catch(() => undefined);
  await recorder.write();
  expect(await readRecording(start.runId)).toBeUndefined();
});

test('nothing is recorded once that is turned off', async () => {
  items.set('runnel.record-runs', 'off');
  install(recorder);
  await stream('a');
  await recorder.write();
  expect(await readRecording(start.runId)).toBeUndefined();
});

test('the own key, instructions and the chat are in no recording', async () => {
  items.set('runnel.own-key', JSON.stringify(['', { [USER_KEY_HEADER]: 'sk-"secret' }]));
  start = { ...start, settings: { instructions: 'My name is Ada.', temperature: 1 } };
  install(recorder);
  await stream('The key sk-"secret is wrong.');
  await recorder.write();
  expect(await textOf(start.runId)).toBe('The key [key] is wrong.');
  const recording = await readRecording(start.runId);
  expect(recording?.header.request?.settings).toEqual({ temperature: 1 });
  expect(JSON.stringify(recording)).not.toMatch(/secret|Ada|chat-1/);
});

test('the answer that a run continues is in its header', async () => {
  install(recorder);
  const answer = { id: 'answer', role: 'assistant', parts: [{ type: 'text', text: 'So' }] } as const;
  start = { ...start, trigger: 'continue-message', messages: [{ ...answer, parts: [...answer.parts] }] };
  await stream('a');
  await recorder.write();
  expect((await readRecording(start.runId))?.header.continues).toEqual({ id: 'answer', parts: answer.parts });
});

test('the oldest recordings go when there are more than 50, and those of a chat with it', async () => {
  install(recorder);
  const first = start.runId;
  for (let count = 0; count < 52; count++) {
    start = { ...start, runId: newRunId() as RunId };
    await stream('a');
    await recorder.write();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const runs = await listRuns();
  expect(runs).toHaveLength(50);
  expect(runs[0]?.runId).toBe(start.runId);
  expect(runs.some(({ runId }) => runId === first)).toBe(false);
  await deleteRunsOf('chat-1' as never);
  expect(await listRuns()).toEqual([]);
});

test('what a chat receives after it was deleted is not retained', async () => {
  install(recorder);
  await openDatabase().graves.put({ id: 'chat-1' as ChatId });
  await stream('a');
  await recorder.write();
  await openDatabase().graves.clear();
  expect(await readRecording(start.runId)).toBeUndefined();
});

test('a chunk of the network costs one entry in a list, and lines are made later', async () => {
  install(recorder);
  const parse = vi.spyOn(JSON, 'parse');
  const chunk = new TextEncoder().encode(`id: x:1\ndata: ${JSON.stringify(textStart)}\n\n`);
  for (let count = 0; count < 1_000; count++)
    recorder.note(
      count,
      {
        options: { chatId: 'c' as never },
        runId: 'x',
        accept() {},
        read: () => {
          throw new Error('unused');
        },
      },
      chunk,
    );
  expect(parse).not.toHaveBeenCalled();
});
