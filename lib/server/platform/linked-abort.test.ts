import { expect, test, vi } from 'vitest';
import { LinkedAbort } from './linked-abort.ts';

test('aborts with the reason of the first parent that aborts', () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const { signal } = new LinkedAbort(a.signal, undefined, b.signal);
  expect(signal.aborted).toBe(false);
  b.abort('second');
  a.abort('first');
  expect(signal.reason).toBe('second');
});

test('starts aborted when a parent is aborted', () => {
  expect(new LinkedAbort(new AbortController().signal, AbortSignal.abort('early')).signal.reason).toBe(
    'early',
  );
});

test('without parents aborts only when asked to', () => {
  const linked = new LinkedAbort();
  expect(linked.signal.aborted).toBe(false);
  linked.abort('own');
  linked.abort('again');
  expect(linked.signal.reason).toBe('own');
});

test.each(['abort', 'unlink'] as const)('%s removes the listeners on all parents', (method) => {
  const parents = [new AbortController(), new AbortController()];
  const removed = parents.map(({ signal }) => vi.spyOn(signal, 'removeEventListener'));
  const linked = new LinkedAbort(...parents.map(({ signal }) => signal));
  linked[method]();
  for (const remove of removed) expect(remove).toHaveBeenCalledTimes(1);
  parents[0]?.abort('late');
  expect(linked.signal.aborted).toBe(method === 'abort');
  if (method === 'abort') expect(linked.signal.reason).not.toBe('late');
});
