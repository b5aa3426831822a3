import { describe, expect, test } from 'vitest';
import { buildTree, findNewestLeaf, getBranch, getVersions } from './message-tree.ts';

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
    expect(ids(getBranch(tree, 'b1'))).toEqual(['q1', 'a2', 'q2', 'b1']);
    expect(ids(getBranch(tree, 'nobody'))).toEqual([]);
  });

  test('knows the versions of a message, the oldest first, whichever is asked about', () => {
    expect(getVersions(tree, 'a2')).toEqual({ ids: ['a1', 'a2', 'a3'], index: 1 });
    expect(getVersions(tree, 'p1')).toEqual({ ids: ['q1', 'p1'], index: 1 });
    expect(getVersions(tree, 'b1')).toEqual({ ids: ['b1'], index: 0 });
    expect(getVersions(tree, 'nobody')).toBeUndefined();
  });

  test('leads from a version to the newest message that nothing follows', () => {
    expect(findNewestLeaf(tree, 'q1')).toBe('a3');
    expect(findNewestLeaf(tree, 'a2')).toBe('b1');
    expect(findNewestLeaf(tree, 'c1')).toBe('c1');
    expect(findNewestLeaf(tree, 'nobody')).toBeUndefined();
  });

  test('orders versions of one moment by their ids', () => {
    const twins = buildTree([node('y', null, 1), node('x', null, 1)]);
    expect(getVersions(twins, 'y')).toEqual({ ids: ['x', 'y'], index: 1 });
  });

  test('whose rows are broken still ends: a circle, a missing parent, a message below itself', () => {
    const circle = buildTree([node('x', 'y', 1), node('y', 'x', 2), node('z', 'gone', 3), node('s', 's', 4)]);
    expect(ids(getBranch(circle, 'x'))).toEqual(['y', 'x']);
    expect(findNewestLeaf(circle, 'x')).toBe('x');
    expect(ids(getBranch(circle, 'z'))).toEqual(['z']);
    expect(getVersions(circle, 'z')).toEqual({ ids: ['z'], index: 0 });
    expect(ids(getBranch(circle, 's'))).toEqual(['s']);
    expect(findNewestLeaf(circle, 's')).toBe('s');
  });

  test('ten thousand messages long is walked without running out of stack', () => {
    const long = buildTree(
      Array.from({ length: 10_000 }, (_, at) => node(`${at}`, at ? `${at - 1}` : null, at)),
    );
    expect(findNewestLeaf(long, '0')).toBe('9999');
    expect(getBranch(long, '9999')).toHaveLength(10_000);
  });
});
