import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { parseRecording } from '#lib/protocol/recording/parse-recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';

const KEY = 'planted-key/"4711"-secret';
const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const start: RunEvent = {
  type: 'start',
  messageMetadata: { runId: 'run-1', model: 'demo', startedAt: 0 },
};
const text = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });

async function record(name: string, events: RunEvent[]) {
  const { openRecorder } = await import('./recorder.ts');
  const path = join(folder, name);
  const recorder = await openRecorder(path);
  const source = (async function* () {
    yield* events;
  })();
  const passed: RunEvent[] = [];
  for await (const event of recorder.record('run-1', source)) passed.push(event);
  await recorder.close();
  return { path, passed, content: readFileSync(path, 'utf8'), error: recorder.error };
}

test('every event is passed on and recorded, in a file of its owner', async () => {
  const events = [start, text('One '), text('二\n'), { type: 'finish' } as RunEvent];
  const { path, passed, content } = await record('plain.run.jsonl', events);
  expect(passed).toEqual(events);
  const { header, lines } = parseRecording(content);
  expect(header).toMatchObject({ runId: 'run-1', model: 'demo', request: { messages: 1 } });
  expect(lines).toMatchObject(events.map((event, index) => ({ seq: index + 1, event })));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a configured secret that the model repeats is not recorded', async () => {
  vi.stubEnv('OPENAI_API_KEY', KEY);
  const leaky = [start, text(`You sent ${KEY}.`), text(`Basic ${btoa(KEY)}`)];
  const { passed, content } = await record('secret.run.jsonl', leaky);
  expect(passed).toEqual(leaky);
  expect(content).not.toContain('4711');
  expect(content).not.toContain(btoa(KEY).slice(0, 12));
  expect(parseRecording(content).lines[1]).toMatchObject({ event: text('You sent ….') });
});

test('a file that cannot be created is an error before the model is asked', async () => {
  const { openRecorder } = await import('./recorder.ts');
  await expect(openRecorder(join(folder, 'missing', 'a.jsonl'))).rejects.toThrow('ENOENT');
});

test.skipIf(process.platform !== 'linux')('a full disk loses the recording, not the answer', async () => {
  const { openRecorder } = await import('./recorder.ts');
  const recorder = await openRecorder('/dev/full');
  const source = (async function* () {
    for (let index = 0; index < 1_000; index++) yield text('x'.repeat(1_000));
  })();
  let passed = 0;
  for await (const _ of recorder.record('run-1', source)) passed++;
  await recorder.close();
  expect([passed, recorder.error?.message]).toEqual([1_000, expect.stringContaining('ENOSPC')]);
});
