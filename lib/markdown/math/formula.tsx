import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { CARET } from '../render/caret.tsx';

interface Props {
  tex: string;
  isDisplay: boolean;
  /** Whether it stands on lines of its own. */
  isBlock: boolean;
  /** A formula that is still being written is shown as its source. */
  isClosed: boolean;
  hasCaret: boolean;
}

const katex = lazyValue(() => import('./katex-renderer.ts').then((module) => module.renderFormula));

/**
 * A formula, drawn by KaTeX, which is loaded with the first one. Until it can be, the end of its TeX is shown, in no more
 * room than it will have: a block does not shrink. Where its TeX is wrong, all of it is shown.
 */
export function Formula({ tex, isDisplay, isBlock, isClosed, hasCaret }: Props) {
  // If KaTeX cannot be loaded, the formula's source stays, which is readable.
  const { value: render, failed } = useLazyValue(katex);
  const isComing = !isClosed || (render === undefined && !failed);
  const html = isClosed ? render?.(tex, isDisplay) : undefined;
  const Tag = isBlock ? 'div' : 'span';
  const caret = hasCaret ? ` ${CARET}` : '';
  const shared = {
    'data-tex': tex,
    'data-display': isDisplay ? '' : undefined,
    'data-pending': isComing || undefined,
    dir: 'ltr',
  };
  const className = `md-formula${isDisplay ? ' md-formula-display' : ''}`;
  if (html === undefined) {
    // Behind the words of a line of its own, which may end far from that line's end.
    return (
      <Tag {...shared} className={className + (isDisplay ? '' : caret)}>
        <code className={`md-tex${isDisplay ? caret : ''}`}>{tex}</code>
      </Tag>
    );
  }
  return <Tag {...shared} className={className + caret} {...{ dangerouslySetInnerHTML: { __html: html } }} />;
}
