import type { Token } from 'markdown-it';
import { createElement, Fragment, memo, type ReactNode } from 'react';
import { CodeBlock } from '../code/code-block.tsx';
import { Formula } from '../math/formula.tsx';
import { unescapeInfo } from '../parse/parser.ts';
import { hasOwnCaret, propertiesOf } from './element-properties.ts';
import { FootnoteMark, FootnoteText } from './footnote.tsx';
import { MarkdownImage } from './image.tsx';
import { SafeLink } from './safe-link.tsx';
import { TableBox } from './table-box.tsx';
import { TaskItem } from './task-item.tsx';
import { isSameNode, nest, type TokenNode } from './token-tree.ts';

/** The properties of a block that its nodes depend on. */
export interface BlockSource {
  text: string;
  isSealed: boolean;
}

/**
 * Turns nodes into elements. Children are passed by position, not by key, so an element that grows is never remounted, and block
 * and inline children of a list item never share a key.
 */
export function renderNodes(nodes: readonly TokenNode[], source: BlockSource): ReactNode {
  return createElement(Fragment, null, ...nodes.map((node) => renderNode(node, source)));
}

/** The inline text of a paragraph, item or cell. Does not render again if the parser reused the tokens. */
const InlineText = memo(function InlineText({ tokens }: { tokens: readonly Token[] }) {
  return renderNodes(nest(tokens), NO_SOURCE);
});
const NO_SOURCE: BlockSource = { text: '', isSealed: true };

/** A table row or list item. The block is parsed again as it grows, but only the rows and items that changed render again. */
const Entry = memo(
  function Entry({ node, source }: { node: TokenNode; source: BlockSource }) {
    return renderElement(node, source);
  },
  (before, after) =>
    isSameNode(before.node, after.node) &&
    // A fence becomes a figure when its block is sealed.
    (before.source.isSealed === after.source.isSealed || !hasFence(after.node)),
);

function hasFence({ token, children }: TokenNode): boolean {
  return token.type === 'fence' || children.some(hasFence);
}

function renderNode(node: TokenNode, source: BlockSource): ReactNode {
  const { type } = node.token;
  if (type === 'tr_open' || type === 'list_item_open') return <Entry node={node} source={source} />;
  return renderElement(node, source);
}

function renderElement(node: TokenNode, source: BlockSource): ReactNode {
  const { token } = node;
  const render = Object.hasOwn(RENDERERS, token.type) ? RENDERERS[token.type] : undefined;
  if (render) return render(node, source);
  if (!token.tag) return token.content;
  if (token.nesting === 0) return createElement(token.tag);
  return createElement(token.tag, propertiesOf(node), renderNodes(node.children, source));
}

type Renderer = (node: TokenNode, source: BlockSource) => ReactNode;

/** How each token type is rendered that is more than an element with its children. */
const RENDERERS: Record<string, Renderer> = {
  inline: ({ token }) => <InlineText tokens={token.children ?? []} />,
  text: ({ token }) => token.content,
  softbreak: () => '\n',
  hardbreak: () => <br />,
  code_inline: ({ token }) => <code>{token.content}</code>,
  fence: renderCode,
  code_block: renderCode,
  math_inline: renderFormula,
  math_block: renderFormula,
  image: (node) => (
    <MarkdownImage
      url={attribute(node, 'src')}
      text={plainText(node.token.children ?? [])}
      title={attribute(node, 'title')}
    />
  ),
  link_open: (node, source) => (
    <SafeLink
      url={node.token.attrGet('href')?.toString()}
      text={linkText(node.children)}
      title={attribute(node, 'title')}
    >
      {renderNodes(node.children, source)}
    </SafeLink>
  ),
  footnote_reference: ({ token }) => <FootnoteMark number={Number(token.meta?.number)} />,
  footnote_open: (node, source) => (
    <FootnoteText number={Number(node.token.meta?.number)} hasCaret={hasOwnCaret(node)}>
      {renderNodes(node.children, source)}
    </FootnoteText>
  ),
  table_open: ({ token, children }, source) => (
    <TableBox source={() => sourceLines(source.text, token.map)}>{renderNodes(children, source)}</TableBox>
  ),
  list_item_open: renderItem,
};

function renderCode({ token, isLast }: TokenNode, { isSealed }: BlockSource): ReactNode {
  return (
    <CodeBlock code={token.content} info={unescapeInfo(token.info)} isSealed={isSealed} hasCaret={isLast} />
  );
}

function renderFormula({ token, isLast }: TokenNode): ReactNode {
  const isBlock = token.type === 'math_block';
  return (
    <Formula
      tex={token.content}
      isDisplay={token.meta?.display === true}
      isBlock={isBlock}
      isClosed={token.meta?.closed === true}
      hasCaret={isLast && isBlock}
    />
  );
}

function renderItem(node: TokenNode, source: BlockSource): ReactNode {
  const { tag, meta } = node.token;
  const children = renderNodes(node.children, source);
  if (!meta || !('isChecked' in meta)) return createElement(tag, propertiesOf(node), children);
  return (
    <TaskItem isChecked={meta.isChecked === true} hasCaret={hasOwnCaret(node)}>
      {children}
    </TaskItem>
  );
}

function attribute(node: TokenNode, name: string): string {
  return String(node.token.attrGet(name) ?? '');
}

/** The text of a link; undefined if it contains pictures or formulas, which can show anything. */
function linkText(nodes: readonly TokenNode[]): string | undefined {
  let text = '';
  for (const { token, children } of nodes) {
    const own = children.length > 0 ? linkText(children) : token.content;
    if (own === undefined || token.type === 'image' || token.type === 'math_inline') return undefined;
    text += own;
  }
  return text;
}

/** The text of an image's description without its markup. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.type === 'softbreak' ? '\n' : token.children ? plainText(token.children) : token.content,
    )
    .join('');
}

/** The lines that a block was parsed from, without the indentation and quote markers around them. */
function sourceLines(text: string, map: [number, number] | null): string {
  if (!map) return text;
  return text
    .split('\n')
    .slice(map[0], map[1])
    .map((line) => line.replace(/^[ \t>]*/, ''))
    .join('\n');
}
