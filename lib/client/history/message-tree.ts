import 'client-only';

/** `parentId`: the message before it. `createdAt`: epoch milliseconds. */
export type TreeNode = { id: string; parentId: string | null; createdAt: number };

type Aged = Pick<TreeNode, 'id' | 'createdAt'>;

/** A chat's messages, by id and by parent. Siblings, which are versions of one message, are sorted oldest first. */
export type MessageTree<Node extends TreeNode = TreeNode> = {
  nodes: ReadonlyMap<string, Node>;
  children: ReadonlyMap<string | null, readonly Node[]>;
};

/** The versions of a message, and the position of the shown one: `‹ 2/3 ›` is `index` 1 of three `ids`. */
export type Versions = { ids: readonly string[]; index: number };

/** Builds a tree from rows in any order. A message whose parent is missing becomes a root. */
export function buildTree<Node extends TreeNode>(rows: Iterable<Node>): MessageTree<Node> {
  const nodes = new Map<string, Node>();
  for (const row of rows) nodes.set(row.id, row);
  const children = new Map<string | null, Node[]>();
  for (const node of nodes.values()) {
    const parentId = getParentId({ nodes }, node);
    const siblings = children.get(parentId);
    if (siblings) siblings.push(node);
    else children.set(parentId, [node]);
  }
  for (const siblings of children.values()) siblings.sort(compareByAge);
  return { nodes, children };
}

/** Returns the messages from the root to `headId`. Tolerates cycles in corrupt rows. */
export function getBranch<Node extends TreeNode>(tree: MessageTree<Node>, headId: string): Node[] {
  const branch: Node[] = [];
  const seen = new Set<string>();
  for (let node = tree.nodes.get(headId); node && !seen.has(node.id); ) {
    branch.push(node);
    seen.add(node.id);
    node = node.parentId === null ? undefined : tree.nodes.get(node.parentId);
  }
  return branch.reverse();
}

/** Returns all versions of a message, including itself, or undefined for an unknown message. */
export function getVersions(tree: MessageTree, id: string): Versions | undefined {
  const node = tree.nodes.get(id);
  if (node === undefined) return undefined;
  const ids = (tree.children.get(getParentId(tree, node)) ?? [node]).map((sibling) => sibling.id);
  return { ids, index: ids.indexOf(id) };
}

/** Returns the newest leaf at or below `id`, or undefined for an unknown message. Tolerates cycles in corrupt rows. */
export function findNewestLeaf(tree: MessageTree, id: string): string | undefined {
  const root = tree.nodes.get(id);
  if (root === undefined) return undefined;
  let newest: TreeNode | undefined;
  const pending = [root];
  const seen = new Set<string>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    const children = tree.children.get(node.id) ?? [];
    if (children.length > 0) pending.push(...children);
    else if (newest === undefined || compareByAge(newest, node) < 0) newest = node;
  }
  return newest?.id ?? id;
}

/** Sorts older messages first. Ties are broken by id, so that the order is the same everywhere. */
export function compareByAge(a: Aged, b: Aged): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function getParentId({ nodes }: Pick<MessageTree, 'nodes'>, node: TreeNode): string | null {
  return node.parentId !== null && nodes.has(node.parentId) ? node.parentId : null;
}
