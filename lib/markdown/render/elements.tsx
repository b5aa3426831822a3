import { createElement, Fragment, type ReactNode } from 'react';
import { unescapeInfo } from '../parse/parser.ts';
import { Caret } from './caret.tsx';
import { CodeBlock } from './code-block.tsx';
import { FootnoteMark, FootnoteText } from './footnote.tsx';
import { Formula } from './formula.tsx';
import { Picture } from './picture.tsx';
import { SafeLink } from './safe-link.tsx';
import { TableBox } from './table-box.tsx';
import { TaskItem } from './task-item.tsx';
import type { TokenNode } from './token-tree.ts';

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

function renderNode(node: TokenNode, source: BlockSource): ReactNode {
  const { token } = node;
  switch (token.type) {
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
        />
      );
    case 'image':
      return (
        <Picture
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
      return <FootnoteText number={Number(token.meta?.number)}>{childrenOf(node, source)}</FootnoteText>;
    case 'table_open':
      return (
        <TableBox source={() => sourceLines(source.text, token.map)}>{childrenOf(node, source)}</TableBox>
      );
    case 'list_item_open':
      if (token.meta && 'isChecked' in token.meta) {
        return <TaskItem isChecked={token.meta.isChecked === true}>{childrenOf(node, source)}</TaskItem>;
      }
      break;
  }
  if (!token.tag) return token.content;
  if (token.nesting === 0) return createElement(token.tag);
  return createElement(token.tag, propertiesOf(node), childrenOf(node, source));
}

function childrenOf(node: TokenNode, source: BlockSource): ReactNode {
  const last = node.children.at(-1)?.token;
  const holdsCaret = node.isLast && HOLDS_TEXT.has(node.token.tag) && !last?.block;
  if (!holdsCaret) return renderNodes(node.children, source);
  const children = node.children.map((child) => renderNode(child, source));
  return createElement(Fragment, null, ...children, <Caret key="caret" />);
}

function propertiesOf(node: TokenNode): Record<string, unknown> {
  const { tag, level } = node.token;
  // A text may change between scripts block by block. What is inside a list or quote goes the way of the whole, or its
  // bullets would stand on the other side of it.
  const isDirected = level === 0 || tag === 'td' || tag === 'th';
  const properties: Record<string, unknown> = isDirected ? { dir: 'auto' } : {};
  for (const [name, value] of node.token.attrs ?? []) {
    if (name === 'style') properties.style = { textAlign: String(value).replace('text-align:', '') };
    else properties[name] = value;
  }
  return properties;
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
