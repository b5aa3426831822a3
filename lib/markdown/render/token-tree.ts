import type { Token } from 'markdown-it';

/** A parsed element: markdown-it's flat list of opening and closing tokens, nested. */
export interface TokenNode {
  token: Token;
  children: TokenNode[];
  /** Whether the end of the text lies in this node. */
  isLast: boolean;
}

/** Nests a list of block tokens, with inline text as children of the block it stands in. */
export function nest(tokens: readonly Token[]): TokenNode[] {
  const root: TokenNode[] = [];
  const open: TokenNode[] = [];
  for (const token of tokens) {
    const siblings = open.at(-1)?.children ?? root;
    if (token.type === 'inline') {
      siblings.push(...nest(token.children ?? []));
      continue;
    }
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

/** Marks the way to the last thing written. The empty cells that a table row was filled up with are passed over. */
export function markLast(nodes: readonly TokenNode[]): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (!node || (index > 0 && CELLS.has(node.token.type) && node.children.length === 0)) continue;
    node.isLast = true;
    markLast(node.children);
    return;
  }
}
