import type { Token } from 'markdown-it';

/** A token with its children: markdown-it's flat list of opening and closing tokens, as a tree. */
export interface TokenNode {
  token: Token;
  children: TokenNode[];
  /** Whether the end of the text is in this node. */
  isLast: boolean;
}

/** Nests a list of tokens. A block's inline text is one node, whose own tokens are nested when it is rendered. */
export function nest(tokens: readonly Token[]): TokenNode[] {
  const root: TokenNode[] = [];
  const open: TokenNode[] = [];
  for (const token of tokens) {
    const siblings = open.at(-1)?.children ?? root;
    // The paragraphs of a tight list have no element of their own.
    if (token.hidden) continue;
    if (token.nesting < 0) {
      open.pop();
      continue;
    }
    const node: TokenNode = { token, children: [], isLast: false };
    siblings.push(node);
    if (token.nesting > 0) open.push(node);
  }
  return root;
}

const CELLS = new Set(['th_open', 'td_open']);

/** Whether two nodes of a block, from different parses, render the same. */
export function isSameNode(one: TokenNode, other: TokenNode): boolean {
  const [before, after] = [one.token, other.token];
  return (
    one.isLast === other.isLast &&
    before.type === after.type &&
    before.hidden === after.hidden &&
    // The parser reuses the tokens of an inline text that did not change.
    (before.type === 'inline' ? before.children === after.children : before.content === after.content) &&
    before.info === after.info &&
    isSameList(before.attrs, after.attrs, (left, right) => left[0] === right[0] && left[1] === right[1]) &&
    isSameMeta(before.meta, after.meta) &&
    isSameList(one.children, other.children, isSameNode)
  );
}

function isSameList<Item>(
  before: readonly Item[] | null,
  after: readonly Item[] | null,
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  if (before === after) return true;
  if (before?.length !== after?.length || !before || !after) return false;
  return before.every((item, index) => isSame(item, after[index] as Item));
}

function isSameMeta(before: Record<string, unknown> | null, after: Record<string, unknown> | null): boolean {
  if (before === after) return true;
  const keys = Object.keys(before ?? {});
  return (
    keys.length === Object.keys(after ?? {}).length && keys.every((key) => before?.[key] === after?.[key])
  );
}

function isEmpty({ children }: TokenNode): boolean {
  return children.every(({ token }) => token.type === 'inline' && token.content === '');
}

/** Marks the path to the end of the text. Skips empty cells, which markdown-it adds to a short table row. */
export function markLast(nodes: readonly TokenNode[]): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (!node || (index > 0 && CELLS.has(node.token.type) && isEmpty(node))) continue;
    node.isLast = true;
    markLast(node.children);
    return;
  }
}
