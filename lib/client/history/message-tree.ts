import 'client-only';

/** What a tree of messages is made of: each knows the one before it. `createdAt` in epoch milliseconds. */
export type TreeNode = { id: string; parentId: string | null; createdAt: number };

/** A chat's messages, by id and by the message that they follow. Versions are in the order of their making. */
export type MessageTree<Node extends TreeNode = TreeNode> = {
  nodes: ReadonlyMap<string, Node>;
  children: ReadonlyMap<string | null, readonly Node[]>;
};

/** Which version of a message is shown: `‹ 2/3 ›` is `index` 1 of three `ids`. */
export type Versions = { ids: readonly string[]; index: number };

/** Builds a tree from rows in any order. A message whose parent is missing stands at the root. */
export function buildTree<Node extends TreeNode>(rows: Iterable<Node>): MessageTree<Node> {
  const nodes = new Map<string, Node>();
  for (const row of rows) nodes.set(row.id, row);
  const children = new Map<string | null, Node[]>();
  for (const node of nodes.values()) {
    const parentId = parentOf({ nodes }, node);
    const siblings = children.get(parentId);
    if (siblings) siblings.push(node);
    else children.set(parentId, [node]);
  }
  for (const siblings of children.values()) siblings.sort(compareByAge);
  return { nodes, children };
}

/** The way from the first message to `headId`. Ends, also where broken rows go round in a circle. */
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

/** All versions of a message, itself among them; undefined for a message that is not there. */
export function getVersions(tree: MessageTree, id: string): Versions | undefined {
  const node = tree.nodes.get(id);
  if (node === undefined) return undefined;
  const ids = (tree.children.get(parentOf(tree, node)) ?? [node]).map((sibling) => sibling.id);
  return { ids, index: ids.indexOf(id) };
}

/** The newest message that nothing follows, at or below `id`: where one was last when one was there. */
export function findNewestLeaf(tree: MessageTree, id: string): string | undefined {
  const top = tree.nodes.get(id);
  if (top === undefined) return undefined;
  let newest: TreeNode | undefined;
  const open = [top];
  const seen = new Set<string>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    const below = tree.children.get(node.id) ?? [];
    if (below.length > 0) open.push(...below);
    else if (newest === undefined || compareByAge(newest, node) < 0) newest = node;
  }
  return newest?.id ?? id;
}

/** Older first; of the same moment, in one order everywhere. */
export function compareByAge(a: TreeNode, b: TreeNode): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function parentOf({ nodes }: Pick<MessageTree, 'nodes'>, node: TreeNode): string | null {
  return node.parentId !== null && nodes.has(node.parentId) ? node.parentId : null;
}
