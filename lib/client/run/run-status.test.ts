import { describe, expect, test } from 'vitest';
import { AnswerBuilder } from '#lib/protocol/answer-builder.ts';
import { encodeHeartbeat } from '#lib/protocol/model-silence.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { RunStatusTracker } from './run-status.ts';

/** A tracker that hears events a second apart, and the answer that they make. */
function createTracker() {
  const answer = new AnswerBuilder({ id: 'a', parts: [] });
  const tracker = new RunStatusTracker(0);
  let now = 0;
  const receive = (...events: RunEvent[]) => {
    now += 1_000;
    for (const event of events) answer.apply(event);
    tracker.applyEvents(events, answer.message, now);
    return tracker.status;
  };
  return { tracker, receive };
}

const start: RunEvent = { type: 'start', messageId: 'a' };
const call = (toolCallId: string): RunEvent => ({
  type: 'tool-input-start',
  toolCallId,
  toolName: `tool-${toolCallId}`,
});
const called = (id: string): RunEvent => ({
  type: 'tool-input-available',
  toolCallId: id,
  toolName: `tool-${id}`,
  input: {},
});
const retry: RunEvent = {
  type: 'data-retry',
  data: { retry: 1, of: 2, delayMs: 4_000, error: { code: 'upstream-error', message: 'busy' } },
  transient: true,
};

describe('the phase of a run', () => {
  test('is connecting until the server has the run, then waiting since the question', () => {
    const { tracker, receive } = createTracker();
    expect(tracker.status).toEqual({ phase: { name: 'connecting' }, since: 0, lastActivityAt: 0 });
    tracker.markAccepted('r');
    expect(tracker.status).toMatchObject({ phase: { name: 'waiting' }, runId: 'r' });
    expect(receive(start, { type: 'start-step' })).toEqual({
      phase: { name: 'waiting' },
      runId: 'r',
      since: 0,
      lastActivityAt: 1_000,
    });
  });

  test('names a tool by the title that its server gives it, and a built-in tool by its name', () => {
    const { receive } = createTracker();
    const titled = (toolName: string, title: string): RunEvent => ({
      type: 'tool-input-start',
      toolCallId: toolName,
      toolName,
      title,
    });
    receive(start);
    expect(receive(titled('hills_get_height', 'Height of a hill')).phase).toEqual({
      name: 'calling',
      tools: ['Height of a hill'],
    });
    expect(receive(titled('calculate', 'Calculator')).phase).toEqual({
      name: 'calling',
      tools: ['Height of a hill', 'calculate'],
    });
  });

  test('follows reasoning, text and tools, each with its start time', () => {
    const { receive } = createTracker();
    receive(start);
    expect(receive({ type: 'reasoning-start', id: 'r' })).toMatchObject({
      phase: { name: 'thinking' },
      since: 2_000,
    });
    expect(receive({ type: 'reasoning-delta', id: 'r', delta: 'hm' })).toMatchObject({
      since: 2_000,
      lastActivityAt: 3_000,
    });
    expect(receive({ type: 'reasoning-end', id: 'r' }, { type: 'text-start', id: 't' }).phase.name).toBe(
      'writing',
    );
    expect(receive({ type: 'text-end', id: 't' }, call('1')).phase).toEqual({
      name: 'calling',
      tools: ['tool-1'],
    });
    expect(receive(call('2')).phase).toEqual({ name: 'calling', tools: ['tool-1', 'tool-2'] });
    expect(receive(called('1'), called('2')).phase).toEqual({ name: 'running', tools: ['tool-1', 'tool-2'] });
    expect(receive({ type: 'tool-output-available', toolCallId: '1', output: 1 }).phase).toEqual({
      name: 'running',
      tools: ['tool-2'],
    });
    expect(receive({ type: 'tool-output-error', toolCallId: '2', errorText: 'no' })).toMatchObject({
      phase: { name: 'waiting' },
      since: 9_000,
    });
  });

  test('is retrying until the model sends output', () => {
    const { receive } = createTracker();
    receive(start, { type: 'start-step' });
    expect(receive(retry).phase).toEqual({
      name: 'retrying',
      retry: 1,
      of: 2,
      until: 6_000,
      error: { code: 'upstream-error', message: 'busy' },
    });
    expect(receive({ type: 'start-step' }).phase.name).toBe('retrying');
    expect(receive({ type: 'text-start', id: 't' }).phase.name).toBe('writing');
  });

  test('after a replay is that of the last event', () => {
    const { receive } = createTracker();
    expect(receive(start, retry, { type: 'text-start', id: 't' }).phase.name).toBe('writing');
  });

  test('of a continuing run ignores the parts before it', () => {
    const answer = new AnswerBuilder({
      id: 'a',
      parts: [
        { type: 'dynamic-tool', toolCallId: 'c', toolName: 'old', state: 'input-available', input: {} },
        { type: 'text', text: 'x' },
      ],
    });
    const tracker = new RunStatusTracker(0);
    const messageMetadata = { runId: 'r', model: 'm', startedAt: 0, continues: { parts: 2, characters: 1 } };
    const begun: RunEvent = { type: 'start', messageId: 'a', messageMetadata };
    answer.apply(begun);
    tracker.applyEvents([begun], answer.message, 1);
    expect(tracker.status.phase.name).toBe('waiting');
  });
});

test('a dropped connection is reported once, and so is its return', () => {
  const { tracker } = createTracker();
  expect(tracker.setConnection('open', '', 1)).toBe(false);
  expect(tracker.setConnection('reconnecting', '', 2)).toBe(true);
  expect(tracker.setConnection('reconnecting', '', 3)).toBe(false);
  expect(tracker.status.connectionLostAt).toBe(2);
  expect(tracker.setConnection('open', '', 9)).toBe(true);
  expect(tracker.losses).toBe(1);
  expect(tracker.status).toEqual({ phase: { name: 'connecting' }, since: 0, lastActivityAt: 9 });
});

test('what a heartbeat says of the silence of the model counts until an event arrives', () => {
  const { tracker, receive } = createTracker();
  receive({ type: 'reasoning-start', id: 'r' });
  const heartbeat = encodeHeartbeat({ silentMs: 140_000, keepAlives: 14 });
  expect(tracker.setConnection('open', heartbeat, 150_000)).toBe(true);
  expect(tracker.status).toMatchObject({ since: 1_000, lastActivityAt: 150_000, heartbeat });
  for (const comment of [encodeHeartbeat(undefined), ': ping'])
    expect(tracker.setConnection('open', comment, 160_000)).toBe(false);
  expect(receive({ type: 'reasoning-delta', id: 'r', delta: 'hm' })).toEqual({
    phase: { name: 'thinking' },
    since: 1_000,
    lastActivityAt: 2_000,
  });
});
