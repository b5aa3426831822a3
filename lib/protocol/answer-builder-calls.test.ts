import { describe, expect, test } from 'vitest';
import { AnswerBuilder } from './answer-builder.ts';
import type { RunEvent } from './run-event.ts';

function build(
  events: RunEvent[],
  base: ConstructorParameters<typeof AnswerBuilder>[0] = { id: 'a', parts: [] },
) {
  const answer = new AnswerBuilder(base);
  for (const event of events) answer.apply(event);
  return answer;
}

describe('a call', () => {
  const named = { toolCallId: 'c', toolName: 'hills_send' };
  const approvalEvents: RunEvent[] = [
    { type: 'tool-input-start', ...named, title: 'Send', toolMetadata: { server: 'hills' } },
    { type: 'tool-input-available', ...named, input: { to: 'Ann' } },
    { type: 'tool-approval-request', toolCallId: 'c', approvalId: 'p', signature: 's' },
  ];
  const continueRun: RunEvent = {
    type: 'start',
    messageMetadata: { runId: 'r2', model: 'm', startedAt: 1, continues: { parts: 1, characters: 0 } },
  };

  test('keeps its title, server and signature while it waits for approval', () => {
    expect(build(approvalEvents).message.parts).toEqual([
      {
        type: 'dynamic-tool',
        ...named,
        title: 'Send',
        toolMetadata: { server: 'hills' },
        state: 'approval-requested',
        input: { to: 'Ann' },
        approval: { id: 'p', signature: 's' },
      },
    ]);
  });

  test('that was approved runs in place when the answer continues, also when replayed', () => {
    const { parts } = build(approvalEvents).message;
    const events: RunEvent[] = [
      continueRun,
      { type: 'tool-approval-response', approvalId: 'p', approved: true },
      { type: 'tool-input-available', ...named, input: { to: 'Ann' } },
      { type: 'tool-output-available', toolCallId: 'c', output: 'sent', toolMetadata: { durationMs: 5 } },
    ];
    const once = build(events, { id: 'a', parts }).message.parts;
    expect(once).toMatchObject([{ state: 'output-available', output: 'sent', title: 'Send' }]);
    expect(once[0]).not.toHaveProperty('approval');
    expect(build(events, { id: 'a', parts: once }).message.parts).toEqual(once);
  });

  test('that was denied keeps the reason', () => {
    const events: RunEvent[] = [
      ...approvalEvents,
      { type: 'tool-approval-response', approvalId: 'p', approved: false, reason: 'No.' },
      { type: 'tool-output-denied', toolCallId: 'c' },
    ];
    expect(build(events).message.parts).toMatchObject([
      { state: 'output-denied', approval: { id: 'p', approved: false, reason: 'No.' } },
    ]);
  });

  test('that an earlier run left open is marked as stopped when the answer continues', () => {
    const { parts } = build(approvalEvents).message;
    const left = build([continueRun], { id: 'a', parts }).message.parts;
    expect(left).toMatchObject([{ toolMetadata: { server: 'hills', stopped: true } }]);
  });

  test('with an id from an earlier step is a new call', () => {
    const again: RunEvent[] = [{ type: 'start-step' }, { type: 'tool-input-start', ...named }];
    expect(build([...approvalEvents, ...again]).message.parts.map(({ type }) => type)).toEqual([
      'dynamic-tool',
      'step-start',
      'dynamic-tool',
    ]);
  });
});
