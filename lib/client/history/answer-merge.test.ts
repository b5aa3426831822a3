import { describe, expect, test } from 'vitest';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
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

function answer(length: number, outcome?: Outcome, runId = 'r'): ChatMessage {
  const parts: ChatMessage['parts'] = [{ type: 'text', text: 'x'.repeat(length) }];
  const metadata = { runId, model: 'm', startedAt: 1, ...(outcome === undefined ? {} : { outcome }) };
  return { id: 'a', role: 'assistant', parts, metadata };
}
const withCall = (state: string, outcome?: Outcome): ChatMessage => ({
  ...answer(5, outcome),
  parts: [...answer(5).parts, { type: 'dynamic-tool', toolName: 't', toolCallId: 'c', state } as never],
});
const lengthOf = (message: ChatMessage) =>
  message.parts[0]?.type === 'text' ? message.parts[0].text.length : 0;

describe('a state of the same run', () => {
  test('replaces a shorter one, with any outcome', () => {
    for (const outcome of OUTCOMES) {
      expect(mergeAnswer(answer(3), answer(5, outcome))).toEqual(answer(5, outcome));
    }
  });

  test.each(OUTCOMES)('that is shorter is not stored, even with outcome %s', (outcome) => {
    for (const present of OUTCOMES) {
      expect(mergeAnswer(answer(60, present), answer(30, outcome))).toBeUndefined();
    }
  });

  test.each(SERVER_OUTCOMES)('with outcome %s is not replaced by a lost one', (outcome) => {
    for (const lost of [undefined, 'interrupted', 'failed'] as const) {
      expect(mergeAnswer(answer(60, outcome), answer(60, lost))).toBeUndefined();
    }
  });

  test('that was interrupted in one tab is replaced by a complete one', () => {
    expect(mergeAnswer(answer(30, 'interrupted'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
    expect(mergeAnswer(answer(60, 'interrupted'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
  });

  test('that has ended takes longer text and keeps its outcome', () => {
    expect(mergeAnswer(answer(30, 'stopped'), answer(40))).toEqual(answer(40, 'stopped'));
  });

  test('can be saved again unchanged', () => {
    expect(mergeAnswer(answer(60, 'complete'), answer(60, 'complete'))).toEqual(answer(60, 'complete'));
  });

  test('keeps the furthest progress of its tool calls', () => {
    const asked = withCall('approval-requested', 'awaiting-approval');
    const allowed = withCall('approval-responded', 'awaiting-approval');
    const ran = withCall('output-available', 'awaiting-approval');
    expect(mergeAnswer(asked, allowed)).toEqual(allowed);
    expect(mergeAnswer(allowed, ran)).toEqual(ran);
    for (const [present, late] of [
      [allowed, asked],
      [ran, asked],
      [ran, allowed],
    ] as const) {
      expect(mergeAnswer(present, late)).toBeUndefined();
    }
  });
});

describe('a state of another run', () => {
  test.each(['interrupted', 'stopped', 'length', 'awaiting-approval'] as const)(
    'continues an answer with outcome %s',
    (outcome) => {
      expect(mergeAnswer(answer(30, outcome), answer(30, undefined, 'r2'))).toEqual(
        answer(30, undefined, 'r2'),
      );
    },
  );

  test('replaces a complete answer only once it is complete itself', () => {
    expect(mergeAnswer(answer(60, 'complete'), answer(70, undefined, 'r2'))).toBeUndefined();
    expect(mergeAnswer(answer(60, 'complete'), answer(70, 'complete', 'r2'))).toBeDefined();
  });

  test('that is shorter is not stored', () => {
    expect(mergeAnswer(answer(60, 'interrupted'), answer(30, undefined, 'r2'))).toBeUndefined();
  });
});

test('in any order of saves, the text never shrinks and an outcome is never removed', () => {
  for (const presentLength of [0, 30, 60]) {
    for (const first of OUTCOMES) {
      for (const length of [0, 30, 60]) {
        for (const outcome of OUTCOMES) {
          const present = answer(presentLength, first);
          const stored = mergeAnswer(present, answer(length, outcome)) ?? present;
          expect(lengthOf(stored)).toBe(Math.max(presentLength, length));
          if (first !== undefined) expect(stored.metadata?.outcome).toBeDefined();
          if (first === 'complete') expect(stored.metadata?.outcome).toBe('complete');
        }
      }
    }
  }
});
