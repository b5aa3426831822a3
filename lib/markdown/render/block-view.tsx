import { memo } from 'react';
import { CodeBlock } from '../code/code-block.tsx';
import { readFence } from '../code/fence-text.ts';
import { SelectionRestorer } from '../copy/selection-restorer.tsx';
import type { ParseEnvironment } from '../parse/environment.ts';
import { parseOpen, parseSealed, unescapeInfo } from '../parse/parser.ts';
import type { Block } from '../store/block-group.ts';
import { BlockBoundary } from './block-boundary.tsx';
import { Caret } from './caret.tsx';
import { renderNodes } from './elements.tsx';
import { markLast, nest } from './token-tree.ts';

interface Props {
  block: Block;
  environment: ParseEnvironment;
  /** Increases when a definition elsewhere may have changed this block. */
  revision: number;
  hasCaret: boolean;
}

/** One block. Renders again only when its own text, a definition it may use, or its caret changes. */
export const BlockView = memo(
  function BlockView({ block, environment, hasCaret }: Props) {
    return (
      <BlockBoundary text={block.text} isSealed={block.isSealed}>
        <SelectionRestorer>
          {block.kind === 'code' ? (
            <FenceBlock block={block} hasCaret={hasCaret} />
          ) : (
            <TextBlock block={block} environment={environment} hasCaret={hasCaret} />
          )}
        </SelectionRestorer>
      </BlockBoundary>
    );
  },
  (before, after) =>
    before.block.text === after.block.text &&
    before.block.isSealed === after.block.isSealed &&
    before.block.kind === after.block.kind &&
    before.revision === after.revision &&
    before.hasCaret === after.hasCaret,
);

function FenceBlock({ block, hasCaret }: { block: Block; hasCaret: boolean }) {
  const { code, info } = readFence(block.text, block.isSealed);
  return <CodeBlock code={code} info={unescapeInfo(info)} isSealed={block.isSealed} hasCaret={hasCaret} />;
}

function TextBlock({ block, environment, hasCaret }: Omit<Props, 'revision'>) {
  const parse = block.isSealed ? parseSealed : parseOpen;
  const nodes = nest(parse(block.text, environment));
  if (hasCaret) markLast(nodes);
  // Text that has begun but cannot be shown yet still has a caret.
  if (hasCaret && nodes.length === 0) return <Caret />;
  return renderNodes(nodes, block);
}
