import { describe, expect, test } from 'vitest';
import type { ChatMessage, Outcome, RunMetadata } from '#lib/protocol/run-event.ts';
import { mergeAnswer } from './answer-merge.ts';

const OUTCOMES = [
  undefined,
  'failed',
  'interrupted',
  'awaiting-approval',
  'stopped',
  'length',
  'content-filter',
  'complete',
] as const satisfies (Outcome | undefined)[];
const SERVER_OUTCOMES = OUTCOMES.slice(3);

function answer(length: number, outcome?: Outcome, change: Partial<RunMetadata> = {}): ChatMessage {
  const parts: ChatMessage['parts'] = [{ type: 'text', text: 'x'.repeat(length) }];
  const metadata = { runId: 'r', model: 'm', startedAt: 1, ...(outcome ? { outcome } : {}), ...change };
  return { id: 'a', role: 'assistant', parts, metadata };
}
const continuation = (length: number, outcome?: Outcome) =>
  answer(length, outcome, { runId: 'r2', continuedFrom: 'r' });
const withCall = (state: string, outcome?: Outcome): ChatMessage => ({
  ...answer(5, outcome),
  parts: [...answer(5).parts, { type: 'dynamic-tool', toolName: 't', toolCallId: 'c', state } as never],
});
const merge = (present: ChatMessage, next: ChatMessage) =>
  mergeAnswer({ message: present }, { message: next })?.message;

describe('a state of the same run', () => {
  test('replaces a shorter one, with any outcome', () => {
    for (const outcome of OUTCOMES) {
      expect(merge(answer(3), answer(5, outcome))).toEqual(answer(5, outcome));
    }
  });

  test.each(OUTCOMES)('that is shorter is not stored, even with outcome %s', (outcome) => {
    for (const present of OUTCOMES) {
      expect(merge(answer(60, present), answer(30, outcome))).toBeUndefined();
    }
  });

  test.each(SERVER_OUTCOMES)('with outcome %s is not replaced by a lost one', (outcome) => {
    for (const lost of [undefined, 'interrupted', 'failed'] as const) {
      expect(merge(answer(60, outcome), answer(60, lost))).toBeUndefined();
    }
  });

  test('that was interrupted in one tab is replaced by a complete one', () => {
    expect(merge(answer(30, 'interrupted'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
    expect(merge(answer(60, 'interrupted'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
  });

  test('that has ended takes longer text and keeps its outcome', () => {
    expect(merge(answer(30, 'stopped'), answer(40))).toEqual(answer(40, 'stopped'));
  });

  test('can be saved again unchanged', () => {
    expect(merge(answer(60, 'complete'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
  });

  test('keeps the furthest progress of its tool calls', () => {
    const states = ['input-streaming', 'input-available', 'approval-requested', 'approval-responded'];
    const calls = [...states, 'output-available'].map((state) => withCall(state, 'awaiting-approval'));
    for (const [index, call] of calls.entries()) {
      for (const later of calls.slice(index)) expect(merge(call, later)).toEqual(later);
      for (const late of calls.slice(0, index)) expect(merge(call, late)).toBeUndefined();
    }
  });
});

describe('a state of another run', () => {
  test.each(OUTCOMES)('replaces an answer with outcome %s only if it continues its run', (outcome) => {
    const unrelated = [{ runId: 'r2' }, { runId: 'r2', continuedFrom: 'r0' }];
    for (const change of unrelated) {
      for (const next of OUTCOMES) {
        expect(merge(answer(30, outcome), answer(60, next, change))).toBeUndefined();
      }
    }
    if (outcome !== 'complete') {
      expect(merge(answer(30, outcome), continuation(30))).toEqual(continuation(30));
    }
  });

  test('replaces a complete answer only once it is complete itself', () => {
    expect(merge(answer(60, 'complete'), continuation(70))).toBeUndefined();
    expect(merge(answer(60, 'complete'), continuation(70, 'complete'))).toBeDefined();
  });

  test('that is shorter is not stored', () => {
    expect(merge(answer(60, 'interrupted'), continuation(30))).toBeUndefined();
  });

  test('continues an answer without a run, such as an imported one', () => {
    const { metadata: _, ...imported } = answer(30);
    expect(merge(imported, answer(30))).toEqual(answer(30));
    expect(merge(answer(30), imported)).toBeUndefined();
  });

  test('that has been continued never writes again', () => {
    const present = mergeAnswer({ message: answer(30, 'interrupted') }, { message: continuation(30) });
    expect(present?.pastRuns).toEqual(['r']);
    for (const outcome of OUTCOMES) {
      const late = answer(60, outcome, { continuedFrom: 'r2' });
      expect(present && mergeAnswer(present, { message: late })).toBeUndefined();
    }
  });

  test('that the server has accepted replaces one that it has not, if both continue the same run', () => {
    const confirmed = { continues: { parts: 1, characters: 30 } };
    const refused = (outcome?: Outcome) => answer(30, outcome, { runId: 'r1', continuedFrom: 'r' });
    const accepted = answer(30, undefined, { ...confirmed, runId: 'r2', continuedFrom: 'r' });
    expect(merge(refused(), accepted)).toEqual(accepted);
    expect(merge(refused('interrupted'), accepted)).toEqual(accepted);
    expect(merge(accepted, refused('interrupted'))).toBeUndefined();
    const elsewhere = answer(30, undefined, { ...confirmed, runId: 'r3', continuedFrom: 'r0' });
    expect(merge(refused(), elsewhere)).toBeUndefined();
    expect(
      merge(answer(30, undefined, { ...confirmed, runId: 'r1', continuedFrom: 'r' }), accepted),
    ).toBeUndefined();
  });

  test('replaces the run before the one that it continues, when it knows both', () => {
    const third = answer(40, undefined, { runId: 'r3', continuedFrom: 'r2' });
    const present = { message: answer(30, 'interrupted') };
    expect(mergeAnswer(present, { message: third })).toBeUndefined();
    expect(mergeAnswer(present, { message: third, pastRuns: ['r', 'r2'] })?.pastRuns).toEqual(['r', 'r2']);
  });
});
