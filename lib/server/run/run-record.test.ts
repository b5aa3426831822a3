import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { createRunInfo } from '../run-log/testing/run-log-fixtures.ts';

const metadata: RunMetadata = {
  runId: 'run-1',
  model: 'm',
  startedAt: 1,
  outcome: 'complete',
  firstTokenMs: 5,
  durationMs: 9,
  tokensPerSecond: 1_000,
  inputTokens: 3,
  cachedTokens: 2,
  outputTokens: 4,
  reasoningTokens: 1,
  retries: 0,
};
const content = {
  prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'the question' }] }],
  text: 'the answer',
};

beforeEach(() => {
  vi.resetModules();
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Records a run; returns the line and its fields. */
async function record(variables: Record<string, string>, change: Partial<RunMetadata> = {}, cause?: unknown) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { recordRun } = await import('./run-record.ts');
  recordRun({ chatId: createRunInfo().chatId, metadata: { ...metadata, ...change }, content, cause });
  expect(console.log).toHaveBeenCalledTimes(1);
  const line = String(vi.mocked(console.log).mock.calls[0]?.[0]);
  expect(line).not.toContain('\n');
  return { line, fields: JSON.parse(line) };
}

test('with LOG_CONTENT=off writes one line without prompt and text', async () => {
  const { line, fields } = await record({ LOG_CONTENT: 'off' });
  expect(fields).toEqual({
    event: 'run',
    runId: 'run-1',
    chatId: 'chat-1',
    model: 'm',
    startedAt: 1,
    outcome: 'complete',
    firstTokenMs: 5,
    durationMs: 9,
    tokensPerSecond: 1_000,
    inputTokens: 3,
    cachedTokens: 2,
    outputTokens: 4,
    reasoningTokens: 1,
    retries: 0,
  });
  expect(line).not.toContain('question');
});

test('omits prompt and text in production by default', async () => {
  expect((await record({ NODE_ENV: 'production' })).fields).not.toHaveProperty('text');
});

test('with LOG_CONTENT=full includes prompt and text, but never the caller', async () => {
  const { line, fields } = await record({ LOG_CONTENT: 'full' });
  expect(fields).toMatchObject(content);
  expect(line).not.toContain('ann');
});

test('includes the cause of a failure without secrets', async () => {
  const apiKey = 'company-secret-0815';
  const cause = new APICallError({
    message: `Incorrect API key provided: sk-abcdefghijklmnop, or was it ${apiKey}?`,
    url: 'https://relay.example/v1',
    requestBodyValues: { messages: ['the question'] },
    responseHeaders: { 'set-cookie': 'crumb' },
    statusCode: 401,
  });
  const error = { code: 'upstream-error' as const, message: 'No.' };
  const variables = { LOG_CONTENT: 'off', OPENAI_API_KEY: apiKey };
  const { line, fields } = await record(variables, { outcome: 'failed', error }, cause);
  expect(fields.error).toEqual({
    ...error,
    cause: expect.stringMatching(/^AI_APICallError: Incorrect API key/),
  });
  for (const secret of ['abcdefgh', apiKey, 'crumb', 'question']) expect(line).not.toContain(secret);
});

test.each([
  ['whole', undefined],
  ['cut', 'cut'],
  ['lost', 'lost'],
] as const)('records a log that other servers have %s as %s', async (log, recorded) => {
  const { recordRun } = await import('./run-record.ts');
  recordRun({ chatId: createRunInfo().chatId, log, metadata, content, cause: undefined });
  expect(JSON.parse(String(vi.mocked(console.log).mock.calls[0]?.[0])).log).toBe(recorded);
});
