import { expect, test, vi } from 'vitest';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { EarlyQuestions } from './early-questions.ts';

const question = (text: string): ChatMessage['parts'] => [{ type: 'text', text }];
const fakeQueue = () => ({ add: vi.fn(), resume: vi.fn() });

test('questions wait until the queue is loaded, and are handed over in order', () => {
  const early = new EarlyQuestions();
  early.add(question('one'));
  early.add(question('two'));
  expect(early.getState().questions).toEqual([{ parts: question('one') }, { parts: question('two') }]);
  const queue = fakeQueue();
  early.handOver(queue, false);
  expect(queue.add.mock.calls).toEqual([[question('one')], [question('two')]]);
  expect(queue.resume).not.toHaveBeenCalled();
  expect(early.getState().questions).toEqual([]);
});

test('later questions go to the queue, until it is unmounted', () => {
  const early = new EarlyQuestions();
  const queue = fakeQueue();
  const end = early.handOver(queue, false);
  early.add(question('one'));
  expect(queue.add).toHaveBeenCalledTimes(1);
  end();
  early.add(question('two'));
  expect(queue.add).toHaveBeenCalledTimes(1);
  expect(early.getState().questions).toEqual([{ parts: question('two') }]);
});

test('the queue is resumed when the answer that the questions waited for is complete already', () => {
  const early = new EarlyQuestions();
  early.add(question('one'));
  const queue = fakeQueue();
  early.handOver(queue, true);
  expect(queue.resume).toHaveBeenCalledTimes(1);
});

test('a queue without early questions is not resumed: it may hold questions of an earlier visit', () => {
  const queue = fakeQueue();
  new EarlyQuestions().handOver(queue, true);
  expect(queue.resume).not.toHaveBeenCalled();
});

test('a subscriber is notified of each change', () => {
  const early = new EarlyQuestions();
  const listener = vi.fn();
  early.subscribe(listener);
  early.add(question('one'));
  early.handOver(fakeQueue(), false);
  expect(listener).toHaveBeenCalledTimes(2);
});
