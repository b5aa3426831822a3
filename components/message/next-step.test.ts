import { expect, test } from 'vitest';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { getNextStep } from './next-step.ts';

const text = { type: 'text' as const, text: 'Words' };
const answer = (end: Partial<RunMetadata>, parts: ChatMessage['parts'] = [text]): ChatMessage => ({
  id: 'a',
  role: 'assistant',
  parts,
  metadata: { runId: 'r', model: 'm', startedAt: 1, ...end },
});
const error = (code: 'upstream-error' | 'connection-lost') => ({ code, message: '' });

test.each([
  ['a complete answer', answer({ outcome: 'complete' }), undefined],
  ['an empty one', answer({ outcome: 'complete' }, [{ type: 'step-start' }]), 'retry'],
  ['a stopped one', answer({ outcome: 'stopped' }), 'continue'],
  ['one stopped before its first word', answer({ outcome: 'stopped' }, []), 'retry'],
  ['one at the length limit', answer({ outcome: 'length' }), 'continue'],
  ['a cut one', answer({ outcome: 'interrupted', error: error('upstream-error') }), 'continue'],
  [
    'one whose server lost the model',
    answer({ outcome: 'interrupted', error: error('connection-lost'), durationMs: 9 }),
    'continue',
  ],
  [
    'one whose page lost the server',
    answer({ outcome: 'interrupted', error: error('connection-lost') }),
    'retry',
  ],
  ['a failed one', answer({ outcome: 'failed', error: error('upstream-error') }, []), 'retry'],
  ['a blocked one', answer({ outcome: 'content-filter' }), 'retry'],
  ['one that waits for an approval', answer({ outcome: 'awaiting-approval' }), undefined],
  ['one that is being written', answer({}), undefined],
  ['an unanswered question', { id: 'q', role: 'user' as const, parts: [text] }, 'retry'],
])('the next step of %s is %s', (_, message, step) => {
  expect(getNextStep(message)).toBe(step);
});
