import { describe, expect, test } from 'vitest';
import { buildTree, findNewestLeaf, getBranch, getVersions } from './message-tree.ts';

const node = (id: string, parentId: string | null, createdAt: number) => ({ id, parentId, createdAt });
const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

/** Two versions of the first question. The first has three answers, the second of which is followed by more messages. */
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
  test('has one branch to each message', () => {
    expect(ids(getBranch(tree, 'b1'))).toEqual(['q1', 'a2', 'q2', 'b1']);
    expect(ids(getBranch(tree, 'unknown'))).toEqual([]);
  });

  test('returns all versions of a message, oldest first', () => {
    expect(getVersions(tree, 'a2')).toEqual({ ids: ['a1', 'a2', 'a3'], index: 1 });
    expect(getVersions(tree, 'p1')).toEqual({ ids: ['q1', 'p1'], index: 1 });
    expect(getVersions(tree, 'b1')).toEqual({ ids: ['b1'], index: 0 });
    expect(getVersions(tree, 'unknown')).toBeUndefined();
  });

  test('returns the newest leaf below a message', () => {
    expect(findNewestLeaf(tree, 'q1')).toBe('a3');
    expect(findNewestLeaf(tree, 'a2')).toBe('b1');
    expect(findNewestLeaf(tree, 'c1')).toBe('c1');
    expect(findNewestLeaf(tree, 'unknown')).toBeUndefined();
  });

  test('sorts versions of the same time by id', () => {
    const twins = buildTree([node('y', null, 1), node('x', null, 1)]);
    expect(getVersions(twins, 'y')).toEqual({ ids: ['x', 'y'], index: 1 });
  });

  test('tolerates a cycle, a missing parent and a message that is its own parent', () => {
    const corrupt = buildTree([
      node('x', 'y', 1),
      node('y', 'x', 2),
      node('z', 'gone', 3),
      node('s', 's', 4),
    ]);
    expect(ids(getBranch(corrupt, 'x'))).toEqual(['y', 'x']);
    expect(findNewestLeaf(corrupt, 'x')).toBe('x');
    expect(ids(getBranch(corrupt, 'z'))).toEqual(['z']);
    expect(getVersions(corrupt, 'z')).toEqual({ ids: ['z'], index: 0 });
    expect(ids(getBranch(corrupt, 's'))).toEqual(['s']);
    expect(findNewestLeaf(corrupt, 's')).toBe('s');
  });

  test('of ten thousand messages does not overflow the stack', () => {
    const long = buildTree(
      Array.from({ length: 10_000 }, (_, at) => node(`${at}`, at ? `${at - 1}` : null, at)),
    );
    expect(findNewestLeaf(long, '0')).toBe('9999');
    expect(getBranch(long, '9999')).toHaveLength(10_000);
  });
});
