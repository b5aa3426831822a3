import { describe, expect, test } from 'vitest';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { mergeAnswer } from '../history/saving/answer-merge.ts';
import { ChatTree } from './chat-tree.ts';

/** A message whose id says its role: `q1` is a question, `a1` an answer. */
function message(id: string, outcome: Outcome | 'none' = 'complete', startedAt = 1): ChatMessage {
  const parts: ChatMessage['parts'] = [{ type: 'text', text: id }];
  if (id.startsWith('q')) return { id, role: 'user', parts };
  const metadata = { runId: id, model: 'm', startedAt, ...(outcome === 'none' ? {} : { outcome }) };
  return { id, role: 'assistant', parts, metadata };
}
function createTree(): ChatTree {
  const tree = new ChatTree();
  tree.put(message('q1'), null);
  tree.put(message('a1'), 'q1');
  tree.put(message('q2'), 'a1');
  tree.put(message('a2'), 'q2');
  return tree;
}
const shown = ({ messages }: ChatTree) => messages.map(({ id }) => id);

describe('versions', () => {
  test('of an answer exist side by side', () => {
    const tree = createTree();
    tree.showBefore('a2');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2']);
    tree.put(message('a2b'), 'q2');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2b']);
    expect([...tree.versions]).toEqual([['a2b', { ids: ['a2', 'a2b'], index: 1 }]]);
    tree.show('a2');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('of the first question keep the messages after each', () => {
    const tree = createTree();
    tree.showBefore('q1');
    expect(shown(tree)).toEqual([]);
    tree.put(message('q1b'), null);
    expect(shown(tree)).toEqual(['q1b']);
    tree.show('q1');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(tree.versions.get('q1')).toEqual({ ids: ['q1', 'q1b'], index: 0 });
  });

  test('in the middle of a chat lead to the newest message below them', () => {
    const tree = createTree();
    tree.showBefore('a1');
    tree.put(message('a1b'), 'q1');
    tree.show('a1');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2']);
  });
});

describe('an unended answer', () => {
  test('grows in place, and the other messages are the same objects', () => {
    const tree = createTree();
    const before = tree.messages;
    tree.put({ ...message('a2'), parts: [{ type: 'text', text: 'more' }] }, 'q2');
    expect(tree.messages).not.toBe(before);
    expect(tree.messages[2]).toBe(before[2]);
    expect(tree.messages[3]?.parts).toEqual([{ type: 'text', text: 'more' }]);
  });

  test('does not change another branch that is shown', () => {
    const tree = createTree();
    tree.showBefore('a2');
    tree.put(message('a2b', 'none'), 'q2');
    tree.show('a2');
    const before = tree.messages;
    tree.put({ ...message('a2b', 'none'), parts: [] }, 'q2');
    expect(tree.messages).toBe(before);
  });

  test('is the one whose run started last, among several branches', () => {
    const tree = createTree();
    expect(tree.unendedBranch()).toBeUndefined();
    tree.put(message('a1b', 'none', 5), 'q1');
    tree.put(message('a1c', 'none', 4), 'q1');
    expect(tree.unendedBranch()?.map(({ id }) => id)).toEqual(['q1', 'a1b']);
  });
});

describe('stored rows', () => {
  const row = (message: ChatMessage, parentId: string | null) => ({
    id: message.id,
    chatId: 'c' as never,
    parentId,
    createdAt: 1,
    message,
  });

  test('of another tab are added, and its branch is shown', () => {
    const tree = createTree();
    tree.load({ rows: [row(message('q2b'), 'a1')], headId: 'q2b', merge: mergeAnswer });
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2b']);
    tree.show('q2');
    expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  test('do not reopen an answer that has ended in this tab', () => {
    const tree = createTree();
    tree.load({ rows: [row(message('a2', 'none'), 'q2')], headId: 'a2', merge: mergeAnswer });
    expect(tree.messages.at(-1)?.metadata?.outcome).toBe('complete');
  });

  test('of a run that continues an answer replace the earlier run', () => {
    const tree = createTree();
    tree.put(message('a2', 'stopped'), 'q2');
    const goingOn = message('a2', 'none');
    const metadata = { runId: 'another', model: 'm', startedAt: 2, continuedFrom: 'a2' };
    tree.load({ rows: [row({ ...goingOn, metadata }, 'q2')], headId: 'a2', merge: mergeAnswer });
    expect(tree.messages.at(-1)?.metadata?.outcome).toBeUndefined();
  });
});

test('a question that was not stored can be removed again', () => {
  const tree = createTree();
  tree.put(message('q3'), 'a2');
  tree.remove('q3');
  expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(tree.has('q3')).toBe(false);
});

test('removing a message that is not shown keeps the shown branch', () => {
  const tree = createTree();
  tree.showBefore('a2');
  tree.put(message('a2b'), 'q2');
  tree.remove('a2');
  expect(shown(tree)).toEqual(['q1', 'a1', 'q2', 'a2b']);
  expect(tree.versions.size).toBe(0);
});
