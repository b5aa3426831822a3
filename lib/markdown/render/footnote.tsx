import type { ReactNode } from 'react';
import { CARET } from './caret.tsx';
import { useSettings } from './markdown-context.ts';

/** The superscript number in a sentence, which links to a note. */
export function FootnoteMark({ number }: { number: number }) {
  const { labels, anchorPrefix } = useSettings();
  return (
    <sup className="md-footnote-mark">
      <a
        id={`${anchorPrefix}-mark-${number}`}
        href={`#${anchorPrefix}-note-${number}`}
        aria-label={labels.footnote(number)}
      >
        {number}
      </a>
    </sup>
  );
}

interface FootnoteTextProps {
  number: number;
  hasCaret: boolean;
  children: ReactNode;
}

/** A note, where it was written. */
export function FootnoteText({ number, hasCaret, children }: FootnoteTextProps) {
  const { labels, anchorPrefix } = useSettings();
  return (
    <div className="md-footnote" id={`${anchorPrefix}-note-${number}`} role="note" dir="auto">
      <a
        className="md-footnote-number"
        href={`#${anchorPrefix}-mark-${number}`}
        aria-label={labels.backToText}
      >
        {number}
      </a>
      <div className={hasCaret ? `md-footnote-text ${CARET}` : 'md-footnote-text'}>{children}</div>
    </div>
  );
}
