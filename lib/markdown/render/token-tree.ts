import type { Token } from 'markdown-it';

/** A parsed element: markdown-it's flat list of opening and closing tokens, nested. */
export interface TokenNode {
  token: Token;
  children: TokenNode[];
  /** Whether the end of the text lies in this node. */
  isLast: boolean;
}

/** Nests a list of tokens. The inline text of a block is one node, whose own tokens are nested when it is rendered. */
export function nest(tokens: readonly Token[]): TokenNode[] {
  const root: TokenNode[] = [];
  const open: TokenNode[] = [];
  for (const token of tokens) {
    const siblings = open.at(-1)?.children ?? root;
    // A tight list's paragraphs have no element of their own.
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

/** Whether two nodes of a block, parsed at different times, are shown the same. */
export function isSameNode(one: TokenNode, other: TokenNode): boolean {
  const [before, after] = [one.token, other.token];
  return (
    one.isLast === other.isLast &&
    before.type === after.type &&
    before.hidden === after.hidden &&
    // An inline text that is known from before keeps its tokens.
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

/** Marks the way to the last thing written. The empty cells that a table row was filled up with are passed over. */
export function markLast(nodes: readonly TokenNode[]): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (!node || (index > 0 && CELLS.has(node.token.type) && isEmpty(node))) continue;
    node.isLast = true;
    markLast(node.children);
    return;
  }
}
