import { CARET } from './caret.tsx';
import type { TokenNode } from './token-tree.ts';

/** Elements with text of their own, which can hold the caret. */
const TEXT_ELEMENTS = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'li',
  'td',
  'th',
  'blockquote',
  'div',
]);

/** The levels of the headings around a text: the page's title, and the name of each message. */
const OUTER_LEVELS = 2;

/** The properties of an element without a component of its own. */
export function propertiesOf(node: TokenNode): Record<string, unknown> {
  const { tag, level } = node.token;
  const isCell = tag === 'td' || tag === 'th';
  // Each top-level block has its own direction. Blocks inside a list or quote follow it, or else its bullets would be on
  // different sides.
  const isDirected = level === 0 || isCell;
  const properties: Record<string, unknown> = isDirected ? { dir: 'auto' } : {};
  if (isCell && isLong(node)) properties['data-long'] = true;
  if (hasOwnCaret(node)) properties.className = CARET;
  const rank = /^h([1-6])$/.exec(tag)?.[1];
  if (rank) properties['aria-level'] = Math.min(6, Number(rank) + OUTER_LEVELS);
  for (const [name, value] of node.token.attrs ?? []) {
    if (name === 'style') properties.style = { textAlign: String(value).replace('text-align:', '') };
    else properties[name] = value;
  }
  return properties;
}

/** Whether the text that is being written ends in this element itself, not in a block inside it. */
export function hasOwnCaret({ token, children, isLast }: TokenNode): boolean {
  const last = children.at(-1)?.token;
  return isLast && TEXT_ELEMENTS.has(token.tag) && (!last?.block || last.type === 'inline');
}

/** Whether a cell has more than a name or a number, and so may wrap. Wide characters count twice. */
function isLong({ children }: TokenNode): boolean {
  return (children[0]?.token.content ?? '').replace(/[\u2e80-\uffef]/g, '..').length > 12;
}
