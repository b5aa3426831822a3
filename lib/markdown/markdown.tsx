'use client';

import './colors.css';
import './markdown.css';
import './boxes.css';
import { memo, useEffect, useId, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { copySelection } from './copy/copy-selection.ts';
import type { MarkdownLabels } from './labels.ts';
import { GroupView } from './render/group-view.tsx';
import { MarkdownContext } from './render/markdown-context.ts';
import { useSmoothLength } from './smooth/use-smooth-length.ts';
import { BlockStore } from './store/block-store.ts';
import type { TextSource } from './text-source.ts';

export interface MarkdownViewProps {
  /** A text that is fed from outside by `append` and `finish`. */
  store: BlockStore;
  /** Must keep its identity between renders. */
  labels: MarkdownLabels;
  lineNumbers?: boolean;
  /** Breaks long lines of code, where a block is not told otherwise by its own button. */
  wrapLines?: boolean;
}

export interface MarkdownProps extends Omit<MarkdownViewProps, 'store'> {
  /** The whole text so far. Pass it once a frame at most; an object that stands for one, whenever its text has grown. */
  text: TextSource;
  /** Whether more may come: the last block stays open and shows a caret. */
  streaming: boolean;
  /** Spreads bursts of text evenly over frames, at most a tenth of a second behind. */
  smooth?: boolean;
}

/**
 * A text in CommonMark and GFM with math, as React elements. It may grow at its end while it is shown: what has been
 * read stays where it is, and only the last block is parsed again.
 */
export function Markdown({ text, streaming, smooth = false, ...view }: MarkdownProps) {
  const shown = useSmoothLength(text, streaming, smooth);
  const [store] = useState(() => BlockStore.of(text, !streaming));
  useLayoutEffect(() => store.setText(text, !streaming, shown), [store, text, shown, streaming]);
  useEffect(() => () => store.stop(), [store]);
  return <MarkdownView store={store} {...view} />;
}

/** The same for a text that comes in pieces: it costs what is new, not what is there. */
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
