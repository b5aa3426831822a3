import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { CARET } from '../render/caret.tsx';
import { scrollBox } from '../render/scroll-box.ts';

interface Props {
  tex: string;
  isDisplay: boolean;
  /** Whether it is on lines of its own. */
  isBlock: boolean;
  /** Whether the formula is complete. An incomplete one is shown as its source. */
  isClosed: boolean;
  hasCaret: boolean;
}

const katex = lazyValue(() => import('./katex-renderer.ts').then((module) => module.renderFormula));

/** Loads KaTeX before the first formula. @throws if it cannot be loaded */
export const loadFormulas = (): Promise<unknown> => katex.load();

/**
 * A formula, rendered by KaTeX, which is loaded with the first one. Until then the end of its TeX is shown, in no more space than
 * the formula will take, so that the block does not shrink. Invalid TeX is shown as its source.
 */
export function Formula({ tex, isDisplay, isBlock, isClosed, hasCaret }: Props) {
  // If KaTeX fails to load, the source stays.
  const { value: render, failed } = useLazyValue(katex);
  const isPending = !isClosed || (render === undefined && !failed);
  const html = isClosed ? render?.(tex, isDisplay) : undefined;
  const Tag = isBlock ? 'div' : 'span';
  const caret = hasCaret ? ` ${CARET}` : '';
  const shared = {
    'data-tex': tex,
    'data-display': isDisplay ? '' : undefined,
    'data-pending': isPending || undefined,
    dir: 'ltr',
  };
  const className = `md-formula${isDisplay ? ' md-formula-display' : ''}`;
  if (html === undefined) {
    // Display TeX is centered, so the caret goes after the TeX itself, not at the end of the line.
    return (
      <Tag {...shared} className={className + (isDisplay ? '' : caret)}>
        <code className={`md-tex${isDisplay ? caret : ''}`}>{tex}</code>
      </Tag>
    );
  }
  return (
    <Tag
      ref={isDisplay ? scrollBox : undefined}
      {...shared}
      className={className + caret}
      {...{ dangerouslySetInnerHTML: { __html: html } }}
    />
  );
}
