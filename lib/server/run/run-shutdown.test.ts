import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { readToEnd } from '../run-log/testing/run-log-fixtures.ts';
import { type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';

const script: Script = [...textParts('1', 'Hello').slice(0, -1), { type: 'hang' }];
vi.mock('../models/catalogue.ts', () => ({ findModel: async () => scriptedModel(script) }));

const end = { outcome: 'interrupted', error: { code: 'restarting' } };
let print: MockInstance<typeof console.log>;
let startRun: typeof import('./runs.ts')['startRun'];
let shutdown: typeof import('../platform/shutdown.ts');

/** A fresh process. */
beforeEach(async () => {
  vi.resetModules();
  Reflect.deleteProperty(performance, 'runnelShutdown');
  print = vi.spyOn(console, 'log').mockReturnValue();
  ({ startRun } = await import('./runs.ts'));
  shutdown = await import('../platform/shutdown.ts');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Starts a run in a chat; `work` is what Next's `after` would wait for. */
async function start(runId: string, chatId = newChatId()) {
  const body = startRunSchema.parse({
    runId,
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  });
  const works: Promise<void>[] = [];
  const keepAlive = (work: Promise<void>) => void works.push(work);
  const log = await startRun({ caller: { id: 'ann', address: '127.0.0.1' }, chatId, body, keepAlive });
  return { log, reader: log.read(0), work: Promise.all(works) };
}

test('a shutdown ends live runs as interrupted, with their text, terminal events and one record each', async () => {
  const runs = [await start('r1'), await start('r2')];
  for (const { reader } of runs) {
    const types: string[] = [];
    while (!types.includes('text-delta'))
      types.push(...((await reader.next()) ?? []).map(({ event }) => event.type));
  }
  const late = start('late'); // begun before the shutdown, live after it
  void shutdown.shutDown();
  runs.push(await late);
  await Promise.all(runs.map(({ work }) => work));

  for (const { log } of runs) {
    const events = (await readToEnd(log.read(0))).map(({ event }) => event);
    expect(events.slice(-2)).toMatchObject([{ messageMetadata: end }, { type: 'error' }]);
    if (log.info.runId !== 'late') expect(events).toContainEqual(expect.objectContaining({ delta: 'Hello' }));
  }
  const records = print.mock.calls.map(([line]) => JSON.parse(String(line)));
  expect(records.map(({ runId }) => runId).sort()).toEqual(['late', 'r1', 'r2']);
  expect(records).toMatchObject([end, end, end]);
});

test('during the grace period new runs are refused, live ones can be attached to, and what is left then ends', async () => {
  vi.useFakeTimers();
  const live = await start('live');
  const stopped = vi.fn();
  void shutdown.shutDown({ graceMs: shutdown.RUN_GRACE_MS }).then(stopped);
  await expect(start('new')).rejects.toMatchObject({ code: 'restarting', retryAfterSeconds: 5 });
  expect((await start('live', live.log.info.chatId)).log).toBe(live.log);
  await vi.advanceTimersByTimeAsync(shutdown.RUN_GRACE_MS - 1);
  expect([live.log.closed, stopped.mock.calls.length]).toEqual([false, 0]);
  await vi.advanceTimersByTimeAsync(1);
  await live.work;
  expect(stopped).toHaveBeenCalledTimes(1);
  expect(print.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([end]);
});

test('the grace period is over when the last live run has ended', async () => {
  const live = await start('live');
  const stopped = shutdown.shutDown({ graceMs: shutdown.RUN_GRACE_MS });
  expect(shutdown.shutdownSignal.aborted).toBe(false);
  await live.log.close([{ type: 'abort' }]);
  await stopped;
  expect(shutdown.shutdownSignal.aborted).toBe(true);
});
