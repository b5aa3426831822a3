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

/** A formula, drawn by KaTeX, which is loaded with the first one. Until then, and where it fails, its TeX. */
export function Formula({ tex, isDisplay, isBlock, isClosed, hasCaret }: Props) {
  const renderer = useRenderer(isClosed);
  const html = isClosed ? renderer?.(tex, isDisplay) : undefined;
  const Tag = isBlock ? 'div' : 'span';
  const shared = {
    className: `md-formula${isDisplay ? ' md-formula-display' : ''}${hasCaret ? ` ${CARET}` : ''}`,
    'data-tex': tex,
    'data-display': isDisplay ? '' : undefined,
    dir: 'ltr',
  };
  if (html === undefined) {
    return (
      <Tag {...shared}>
        <code className="md-tex">{tex}</code>
      </Tag>
    );
  }
  return <Tag {...shared} {...{ dangerouslySetInnerHTML: { __html: html } }} />;
}

function useRenderer(isNeeded: boolean): Renderer | undefined {
  const [renderer, setRenderer] = useState<Renderer | undefined>(() => loaded);
  useEffect(() => {
    if (!isNeeded || renderer) return;
    let isGone = false;
    import('../math/katex-renderer.ts').then(
      (module) => {
        loaded = module.renderFormula;
        if (!isGone) setRenderer(() => module.renderFormula);
      },
      // Without KaTeX its source stays on the page, which can be read.
      (cause: unknown) => console.warn('KaTeX did not load', cause),
    );
    return () => {
      isGone = true;
    };
  }, [isNeeded, renderer]);
  return renderer;
}
