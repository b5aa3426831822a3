import { expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { shutDown } from '../platform/shutdown.ts';
import { readToEnd } from '../run-log/testing/run-log-fixtures.ts';
import { type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { startRun } from './runs.ts';

const script: Script = [...textParts('1', 'Hello').slice(0, -1), { type: 'hang' }];
vi.mock('../models/catalogue.ts', () => ({ findModel: async () => scriptedModel(script) }));

/** Starts a run in a chat of its own; `work` is what Next's `after` would wait for. */
async function start(runId: string) {
  const body = startRunSchema.parse({
    runId,
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  });
  const works: Promise<void>[] = [];
  const keepAlive = (work: Promise<void>) => void works.push(work);
  const log = await startRun({ caller: { id: 'ann' }, chatId: newChatId(), body, keepAlive });
  return { log, reader: log.read(0), work: Promise.all(works) };
}

test('a shutdown ends live runs as interrupted, with their text, terminal events and one record each', async () => {
  const print = vi.spyOn(console, 'log').mockReturnValue();
  const runs = [await start('r1'), await start('r2')];
  for (const { reader } of runs) {
    const types: string[] = [];
    while (!types.includes('text-delta'))
      types.push(...((await reader.next()) ?? []).map(({ event }) => event.type));
  }
  shutDown();
  runs.push(await start('late'));
  await Promise.all(runs.map(({ work }) => work));

  const end = { outcome: 'interrupted', error: { code: 'restarting' } };
  for (const { log } of runs) {
    const events = (await readToEnd(log.read(0))).map(({ event }) => event);
    expect(events.slice(-2)).toMatchObject([{ messageMetadata: end }, { type: 'error' }]);
    if (log.info.runId !== 'late') expect(events).toContainEqual(expect.objectContaining({ delta: 'Hello' }));
  }
  const records = print.mock.calls.map(([line]) => JSON.parse(String(line)));
  expect(records.map(({ runId }) => runId).sort()).toEqual(['late', 'r1', 'r2']);
  expect(records).toMatchObject([end, end, end]);
});
