import { useEffect, useState } from 'react';
import type { renderFormula } from '../math/katex-renderer.ts';
import { CARET } from './caret.tsx';

interface Props {
  tex: string;
  isDisplay: boolean;
  /** Whether it stands on lines of its own. */
  isBlock: boolean;
  /** A formula that is still being written is shown as its source. */
  isClosed: boolean;
  hasCaret: boolean;
}

type Renderer = typeof renderFormula;
/** Kept once loaded, so that a formula is a formula in its first frame. */
let loaded: Renderer | undefined;

/**
 * A formula, drawn by KaTeX, which is loaded with the first one. Until it can be, the end of its TeX is shown, in no more
 * room than it will have: a block does not shrink. Where its TeX is wrong, all of it is shown.
 */
export function Formula({ tex, isDisplay, isBlock, isClosed, hasCaret }: Props) {
  const renderer = useRenderer();
  const isComing = !isClosed || renderer === undefined;
  const html = isComing ? undefined : renderer(tex, isDisplay);
  const Tag = isBlock ? 'div' : 'span';
  const caret = hasCaret ? ` ${CARET}` : '';
  const shared = {
    'data-tex': tex,
    'data-display': isDisplay ? '' : undefined,
    'data-coming': isComing || undefined,
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

function useRenderer(): Renderer | undefined {
  const [renderer, setRenderer] = useState<Renderer | undefined>(() => loaded);
  useEffect(() => {
    if (renderer) return;
    let isGone = false;
    import('../math/katex-renderer.ts')
      .then(
        ({ renderFormula }) => {
          loaded = renderFormula;
          return renderFormula;
        },
        (cause: unknown) => {
          console.warn('KaTeX did not load', cause);
          return () => undefined; // its source stays on the page, which can be read
        },
      )
      .then((found) => {
        if (!isGone) setRenderer(() => found);
      });
    return () => {
      isGone = true;
    };
  }, [renderer]);
  return renderer;
}
