import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type ScriptedResponse,
  ScriptedResponses,
} from '../../../e2e/fixtures/servers/scripted-responses.ts';
import { generate } from '../generation/answer-generation.ts';
import { createOpenAIAccess } from '../models/openai.ts';
import { temporaryDisks } from '../run-log/disk/testing/temporary-disk.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { isModelOutput } from '../run-log/run-lost.ts';
import { RunProgress } from '../run-log/run-progress.ts';
import { abort, buildParts, createRunInfo, readToEnd } from '../run-log/testing/run-log-fixtures.ts';
import { executeOrphan } from './resumed-runs.ts';
import { executeRun } from './run-execution.ts';
import { RunLogSink } from './run-log-sink.ts';

const disks = temporaryDisks();
const NO_TIMEOUTS = { firstTokenMs: 0, idleMs: 0, runMs: 0 };
let api: ScriptedResponses;
let controller: AbortController;

beforeEach(async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  api = await ScriptedResponses.start();
  controller = new AbortController();
});
afterEach(async () => {
  vi.restoreAllMocks();
  controller.abort();
  await api.close();
});

function createModel() {
  const endpoint = { baseUrl: api.baseUrl, api: 'responses', provider: 'p', background: true } as const;
  const can = { reasoning: true, tools: true, images: true };
  return { info: { id: 'm', label: 'm', provider: 'p', can }, ...createOpenAIAccess(endpoint, 'm') };
}

/** Starts a run whose log is on a disk. The process that executes it is dead once its file is copied: what it does then is not seen. */
async function startRun(path: string): Promise<ScriptedResponse> {
  const { store } = disks.open(path, { resumes: true });
  const info = createRunInfo();
  const { log } = await store.open(info);
  const progress = new RunProgress();
  const arrival = api.nextResponse();
  const request = { model: createModel(), prompt: [], tools: [], settings: {}, maxRetries: 0 };
  const source = {
    prompt: undefined,
    textOf: () => '',
    deltasOf: () => [],
    generate: (context: Parameters<typeof generate>[1]) => generate(request, context),
  };
  const run = { info, progress, source, timeouts: NO_TIMEOUTS, signal: controller.signal };
  void executeRun(run, new RunLogSink(log, progress));
  return arrival;
}

/** Resumes the run in what a kill of its process leaves now. Returns its log; undefined if it cannot be resumed yet. */
async function resume(path: string): Promise<RunLog | undefined> {
  const [orphan] = await disks.openAfterKill(path, { resumes: true }).takeOrphans();
  if (orphan === undefined) return undefined;
  void executeOrphan(orphan, createModel().resume, { timeouts: NO_TIMEOUTS, signal: controller.signal });
  return orphan.log;
}

const item = (response: ScriptedResponse, type: 'added' | 'done', index: number, fields: object) =>
  response.send(`response.output_item.${type}`, {
    output_index: index,
    item: { id: `item_${index}`, status: 'completed', ...fields },
  });
const reasoning = (response: ScriptedResponse, event: string, fields: object = {}) =>
  response.send(`response.reasoning_summary_${event}`, { item_id: 'item_0', summary_index: 0, ...fields });
const word = (response: ScriptedResponse, delta: string) =>
  response.send('response.output_text.delta', { item_id: 'item_1', output_index: 1, delta });

/** A response, event by event. */
const SCRIPT: ((response: ScriptedResponse) => void)[] = [
  (response) =>
    response.send('response.created', { response: { id: response.id, created_at: 1, model: 'm' } }),
  (response) => item(response, 'added', 0, { type: 'reasoning', encrypted_content: null, summary: [] }),
  (response) => reasoning(response, 'part.added', { part: { type: 'summary_text', text: '' } }),
  (response) => reasoning(response, 'text.delta', { delta: 'I ' }),
  (response) => reasoning(response, 'text.delta', { delta: 'wonder.' }),
  (response) => reasoning(response, 'part.done', { part: { type: 'summary_text', text: 'I wonder.' } }),
  (response) => item(response, 'done', 0, { type: 'reasoning', encrypted_content: null, summary: [] }),
  (response) => item(response, 'added', 1, { type: 'message', role: 'assistant', content: [] }),
  (response) => word(response, 'Salt '),
  (response) => word(response, 'water, '),
  (response) => word(response, 'and pepper.'),
  (response) => item(response, 'done', 1, { type: 'message', role: 'assistant', content: [] }),
];

/** The number of the first event with output of the model. */
const FIRST_OUTPUT = 4;

async function hasStoredOutput(path: string): Promise<boolean> {
  const [orphan] = await disks.openAfterKill(path, { resumes: true }).takeOrphans();
  return [...(orphan?.before ?? []), ...(orphan?.after ?? [])].some(isModelOutput);
}

/** Plays these events of a response in a process that then dies, and resumes the run in another. @param before is done in between */
async function dieAfter(
  count: number,
  before = () => {},
): Promise<{ response: ScriptedResponse; log: RunLog }> {
  const path = disks.path();
  const response = await startRun(path);
  for (const play of SCRIPT.slice(0, count)) play(response);
  // With a position, the disk has everything that came before it.
  await expect.poll(() => disks.openAfterKill(path, { resumes: true }).takeOrphans()).toHaveLength(1);
  if (count >= FIRST_OUTPUT) await expect.poll(() => hasStoredOutput(path)).toBe(true);
  before();
  return { response, log: (await resume(path)) as RunLog };
}

test.each(SCRIPT.map((_, index) => index + 1))(
  'an answer whose process dies after %i events of its response is whole',
  async (count) => {
    const { response, log } = await dieAfter(count);
    for (const play of SCRIPT.slice(count)) play(response);
    response.finish();
    const entries = await readToEnd(log.read(0));
    expect(buildParts(entries)).toMatchObject([
      { type: 'step-start' },
      { type: 'reasoning', text: 'I wonder.', state: 'done' },
      { type: 'text', text: 'Salt water, and pepper.', state: 'done' },
    ]);
    expect(entries.at(-1)?.event).toMatchObject({
      type: 'finish',
      messageMetadata: { outcome: 'complete', outputTokens: 1, requests: 2 },
    });
  },
);

/** The end of a run in its log. */
async function endOf(log: RunLog) {
  const last = (await readToEnd(log.read(0))).at(-2)?.event;
  return last?.type === 'message-metadata' ? last.messageMetadata : undefined;
}

test('an answer that is gone was interrupted by the restart', async () => {
  const { log } = await dieAfter(9, () => api.refusals.push(404));
  expect(await endOf(log)).toMatchObject({ outcome: 'interrupted', error: { code: 'restarting' } });
});

test('an answer that calls a tool ends with the call', async () => {
  const { response, log } = await dieAfter(9);
  item(response, 'added', 2, { type: 'function_call', call_id: 'call', name: 'clock', arguments: '' });
  item(response, 'done', 2, { type: 'function_call', call_id: 'call', name: 'clock', arguments: '{}' });
  response.finish();
  expect(await endOf(log)).toMatchObject({ outcome: 'interrupted', error: { code: 'restarting' } });
});

test('a stop cancels a response that cannot be resumed yet', async () => {
  const { response, log } = await dieAfter(9, () => api.refusals.push(...Array(20).fill(503)));
  await expect.poll(() => response.resumedAfter.length).toBeGreaterThan(0);
  await log.close([abort]);
  await expect.poll(() => response.cancels).toBe(1);
});
