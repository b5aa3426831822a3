import type { Token } from 'markdown-it';
import { createElement, Fragment, memo, type ReactNode } from 'react';
import { CodeBlock } from '../code/code-block.tsx';
import { Formula } from '../math/formula.tsx';
import { unescapeInfo } from '../parse/parser.ts';
import { CARET } from './caret.tsx';
import { FootnoteMark, FootnoteText } from './footnote.tsx';
import { MarkdownImage } from './image.tsx';
import { SafeLink } from './safe-link.tsx';
import { TableBox } from './table-box.tsx';
import { TaskItem } from './task-item.tsx';
import { isSameNode, nest, type TokenNode } from './token-tree.ts';

/** What a block's nodes need to know of the block. */
export interface BlockSource {
  text: string;
  isSealed: boolean;
}

/** Elements that hold text of their own, where a caret may stand. */
const HOLDS_TEXT = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'td', 'th', 'blockquote', 'div']);

/**
 * Turns nodes into elements. Children are passed by position, so one that grows keeps its element; block and inline
 * children of a list item never share a key.
 */
export function renderNodes(nodes: readonly TokenNode[], source: BlockSource): ReactNode {
  return createElement(Fragment, null, ...nodes.map((node) => renderNode(node, source)));
}

/** The words of a paragraph, an item or a cell. Where the parser knew them from before, nothing is done. */
const InlineText = memo(function InlineText({ tokens }: { tokens: readonly Token[] }) {
  return renderNodes(nest(tokens), NO_SOURCE);
});
const NO_SOURCE: BlockSource = { text: '', isSealed: true };

/** A row or an item. A long table or list is parsed again as it grows; what did not change in it is left alone. */
const Entry = memo(
  function Entry({ node, source }: { node: TokenNode; source: BlockSource }) {
    return renderElement(node, source);
  },
  (before, after) =>
    isSameNode(before.node, after.node) &&
    // Whether code is complete decides whether it is shown as a picture.
    (before.source.isSealed === after.source.isSealed || !holdsFence(after.node)),
);

function holdsFence({ token, children }: TokenNode): boolean {
  return token.type === 'fence' || children.some(holdsFence);
}

function renderNode(node: TokenNode, source: BlockSource): ReactNode {
  const { type } = node.token;
  if (type === 'tr_open' || type === 'list_item_open') return <Entry node={node} source={source} />;
  return renderElement(node, source);
}

function renderElement(node: TokenNode, source: BlockSource): ReactNode {
  const { token } = node;
  switch (token.type) {
    case 'inline':
      return <InlineText tokens={token.children ?? []} />;
    case 'text':
      return token.content;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br />;
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'fence':
    case 'code_block':
      return (
        <CodeBlock
          code={token.content}
          info={unescapeInfo(token.info)}
          isSealed={source.isSealed}
          hasCaret={node.isLast}
        />
      );
    case 'math_inline':
    case 'math_block':
      return (
        <Formula
          tex={token.content}
          isDisplay={token.meta?.display === true}
          isBlock={token.type === 'math_block'}
          isClosed={token.meta?.closed === true}
          hasCaret={node.isLast && token.type === 'math_block'}
        />
      );
    case 'image':
      return (
        <MarkdownImage
          url={attribute(node, 'src')}
          text={plainText(token.children ?? [])}
          title={attribute(node, 'title')}
        />
      );
    case 'link_open':
      return (
        <SafeLink url={token.attrGet('href')?.toString()} title={attribute(node, 'title')}>
          {renderNodes(node.children, source)}
        </SafeLink>
      );
    case 'footnote_reference':
      return <FootnoteMark number={Number(token.meta?.number)} />;
    case 'footnote_open':
      return (
        <FootnoteText number={Number(token.meta?.number)} hasCaret={holdsCaret(node)}>
          {renderNodes(node.children, source)}
        </FootnoteText>
      );
    case 'table_open':
      return (
        <TableBox source={() => sourceLines(source.text, token.map)}>
          {renderNodes(node.children, source)}
        </TableBox>
      );
    case 'list_item_open':
      if (token.meta && 'isChecked' in token.meta) {
        return (
          <TaskItem isChecked={token.meta.isChecked === true} hasCaret={holdsCaret(node)}>
            {renderNodes(node.children, source)}
          </TaskItem>
        );
      }
      break;
  }
  if (!token.tag) return token.content;
  if (token.nesting === 0) return createElement(token.tag);
  return createElement(token.tag, propertiesOf(node), renderNodes(node.children, source));
}

/** Whether the text that is being written ends in this element itself, not in a block inside it. */
function holdsCaret({ token, children, isLast }: TokenNode): boolean {
  const last = children.at(-1)?.token;
  return isLast && HOLDS_TEXT.has(token.tag) && (!last?.block || last.type === 'inline');
}

function propertiesOf(node: TokenNode): Record<string, unknown> {
  const { tag, level } = node.token;
  const isCell = tag === 'td' || tag === 'th';
  // A text may change between scripts block by block. What is inside a list or quote goes the way of the whole, or its
  // bullets would stand on the other side of it.
  const isDirected = level === 0 || isCell;
  const properties: Record<string, unknown> = isDirected ? { dir: 'auto' } : {};
  if (isCell && isLong(node)) properties['data-long'] = true;
  if (holdsCaret(node)) properties.className = CARET;
  for (const [name, value] of node.token.attrs ?? []) {
    if (name === 'style') properties.style = { textAlign: String(value).replace('text-align:', '') };
    else properties[name] = value;
  }
  return properties;
}

/** Whether a cell holds more than a name or a number, and so may be broken into lines. Wide characters count twice. */
function isLong({ children }: TokenNode): boolean {
  return (children[0]?.token.content ?? '').replace(/[\u2e80-\uffef]/g, '..').length > 12;
}

function attribute(node: TokenNode, name: string): string {
  return String(node.token.attrGet(name) ?? '');
}

/** The text of an image's description, without its markup. */
function plainText(tokens: NonNullable<TokenNode['token']['children']>): string {
  return tokens
    .map((token) =>
      token.type === 'softbreak' ? '\n' : token.children ? plainText(token.children) : token.content,
    )
    .join('');
}

/** The lines a block was parsed from, without what a list or quote around them puts in front. */
function sourceLines(text: string, map: [number, number] | null): string {
  if (!map) return text;
  return text
    .split('\n')
    .slice(map[0], map[1])
    .map((line) => line.replace(/^[ \t>]*/, ''))
    .join('\n');
}
