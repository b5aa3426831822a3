import { expect, test, vi } from 'vitest';
import { EarlyQuestions } from './early-questions.ts';
import type { EarlyQuestion } from './question-queue.ts';

const question = (text: string, sentAnyway = false): EarlyQuestion => ({
  parts: [{ type: 'text', text }],
  sentAnyway,
});
const fakeQueue = () => ({ add: vi.fn(), addEarly: vi.fn() });

test('questions wait until the queue is loaded, and are handed over in order', () => {
  const early = new EarlyQuestions();
  const questions = [question('one'), question('two', true)];
  for (const each of questions) early.add(each);
  expect(early.getState().questions).toEqual(questions);
  const queue = fakeQueue();
  early.handOver(queue);
  expect(queue.addEarly.mock.calls).toEqual([[questions]]);
  expect(early.getState().questions).toEqual([]);
});

test('later questions go to the queue, until it is unmounted', () => {
  const early = new EarlyQuestions();
  const queue = fakeQueue();
  const end = early.handOver(queue);
  early.add(question('one'));
  expect(queue.add.mock.calls).toEqual([[question('one').parts]]);
  end();
  early.add(question('two'));
  expect(queue.add).toHaveBeenCalledTimes(1);
  expect(early.getState().questions).toEqual([question('two')]);
});

test('a subscriber is notified of each change', () => {
  const early = new EarlyQuestions();
  const listener = vi.fn();
  early.subscribe(listener);
  early.add(question('one'));
  early.handOver(fakeQueue());
  expect(listener).toHaveBeenCalledTimes(2);
});
