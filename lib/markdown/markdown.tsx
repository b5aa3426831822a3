'use client';

import './colors.css';
import './markdown.css';
import './boxes.css';
import './formulas.css';
import './figures.css';
import './footnotes.css';
import './print.css';
import { memo, useEffect, useId, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { copySelection } from './copy/copy-selection.ts';
import type { MarkdownLabels } from './labels.ts';
import { GroupView } from './render/group-view.tsx';
import { MarkdownContext } from './render/markdown-context.ts';
import { useSmoothLength } from './smooth/use-smooth-length.ts';
import { BlockStore } from './store/block-store.ts';
import type { TextSource } from './text-source.ts';

export interface MarkdownViewProps {
  /** The text, which the owner of the store adds to by `append` and `finish`. */
  store: BlockStore;
  /** Must be referentially stable: new labels render all blocks. */
  labels: MarkdownLabels;
  lineNumbers?: boolean;
  /** Wraps long lines of code, unless the reader toggles it in a block. */
  wrapLines?: boolean;
}

export interface MarkdownProps extends Omit<MarkdownViewProps, 'store'> {
  /** The whole text so far. Pass a string at most once a frame; render again whenever the text of an object has grown. */
  text: TextSource;
  /** Whether the text may grow: the last block stays open and shows a caret. */
  streaming: boolean;
  /** Spreads bursts of text evenly over frames, with a lag of at most a tenth of a second. */
  smooth?: boolean;
}

/**
 * Renders CommonMark and GFM with math as React elements. The text may grow at its end: elements that are complete stay as they
 * are, and only the last block is parsed again.
 */
export function Markdown({ text, streaming, smooth = false, ...view }: MarkdownProps) {
  const shown = useSmoothLength(text, streaming, smooth);
  const [store] = useState(() => BlockStore.of(text, !streaming));
  useLayoutEffect(() => store.setText(text, !streaming, shown), [store, text, shown, streaming]);
  useEffect(() => () => store.stop(), [store]);
  return <MarkdownView store={store} {...view} />;
}

/** Renders a text that arrives in pieces. The cost is that of the new text, not of the whole. */
export const MarkdownView = memo(function MarkdownView({
  store,
  labels,
  lineNumbers = false,
  wrapLines = false,
}: MarkdownViewProps) {
  useSyncExternalStore(store.subscribe, store.getVersion, store.getVersion);
  const anchorPrefix = useId();
  const settings = useMemo(
    () => ({ labels, lineNumbers, wrapLines, anchorPrefix }),
    [labels, lineNumbers, wrapLines, anchorPrefix],
  );
  return (
    <MarkdownContext value={settings}>
      <div className="md" onCopy={copySelection}>
        {store.groups.map((group) => (
          <GroupView key={`${store.generation}-${group.id}`} group={group} store={store} />
        ))}
      </div>
    </MarkdownContext>
  );
});
