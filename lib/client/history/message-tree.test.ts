import { describe, expect, test } from 'vitest';
import { branchTo, buildTree, newestLeaf, versionsOf } from './message-tree.ts';

const node = (id: string, parentId: string | null, createdAt: number) => ({ id, parentId, createdAt });
const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

/** Two versions of the first question; below the first, three answers; below the second of those, a talk. */
const tree = buildTree([
  node('a3', 'q1', 8),
  node('q1', null, 1),
  node('a1', 'q1', 2),
  node('a2', 'q1', 3),
  node('q2', 'a2', 4),
  node('b1', 'q2', 5),
  node('p1', null, 6),
  node('c1', 'p1', 7),
]);

describe('a tree of messages', () => {
  test('has one way to each message', () => {
    expect(ids(branchTo(tree, 'b1'))).toEqual(['q1', 'a2', 'q2', 'b1']);
    expect(ids(branchTo(tree, 'nobody'))).toEqual([]);
  });

  test('knows the versions of a message, the oldest first, whichever is asked about', () => {
    expect(versionsOf(tree, 'a2')).toEqual({ ids: ['a1', 'a2', 'a3'], index: 1 });
    expect(versionsOf(tree, 'p1')).toEqual({ ids: ['q1', 'p1'], index: 1 });
    expect(versionsOf(tree, 'b1')).toEqual({ ids: ['b1'], index: 0 });
    expect(versionsOf(tree, 'nobody')).toBeUndefined();
  });

  test('leads from a version to the newest message that nothing follows', () => {
    expect(newestLeaf(tree, 'q1')).toBe('a3');
    expect(newestLeaf(tree, 'a2')).toBe('b1');
    expect(newestLeaf(tree, 'c1')).toBe('c1');
    expect(newestLeaf(tree, 'nobody')).toBeUndefined();
  });

  test('orders versions of one moment by their ids', () => {
    const twins = buildTree([node('y', null, 1), node('x', null, 1)]);
    expect(versionsOf(twins, 'y')).toEqual({ ids: ['x', 'y'], index: 1 });
  });

  test('whose rows are broken still ends: a circle, a missing parent, a message below itself', () => {
    const circle = buildTree([node('x', 'y', 1), node('y', 'x', 2), node('z', 'gone', 3), node('s', 's', 4)]);
    expect(ids(branchTo(circle, 'x'))).toEqual(['y', 'x']);
    expect(newestLeaf(circle, 'x')).toBe('x');
    expect(ids(branchTo(circle, 'z'))).toEqual(['z']);
    expect(versionsOf(circle, 'z')).toEqual({ ids: ['z'], index: 0 });
    expect(ids(branchTo(circle, 's'))).toEqual(['s']);
    expect(newestLeaf(circle, 's')).toBe('s');
  });

  test('ten thousand messages long is walked without running out of stack', () => {
    const long = buildTree(
      Array.from({ length: 10_000 }, (_, at) => node(`${at}`, at ? `${at - 1}` : null, at)),
    );
    expect(newestLeaf(long, '0')).toBe('9999');
    expect(branchTo(long, '9999')).toHaveLength(10_000);
  });
});
