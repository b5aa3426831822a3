import { type ReactNode, useMemo } from 'react';
import { Diagram } from './diagram.tsx';
import { HtmlPreview } from './html-preview.tsx';
import { svgDataUrl } from './svg-data-url.ts';
import { SvgFigure } from './svg-figure.tsx';

interface Props {
  language: string;
  code: string;
  /** Describes the figure to screen readers. */
  label: string;
  /** The code, shown if there is no figure. */
  fallback: ReactNode;
}

/** A sealed fence as a diagram, an image or an HTML page. Loaded with the first such fence. */
export function FenceFigure({ language, code, label, fallback }: Props) {
  const svgUrl = useMemo(() => (language === 'svg' ? svgDataUrl(code) : undefined), [language, code]);
  if (language === 'mermaid') return <Diagram code={code} label={label} fallback={fallback} />;
  if (language !== 'svg') return <HtmlPreview code={code} label={label} />;
  return svgUrl ? <SvgFigure svg={code} url={svgUrl} label={label} /> : fallback;
}
