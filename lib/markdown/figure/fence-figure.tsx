import { type ReactNode, useMemo } from 'react';
import { Diagram } from './diagram.tsx';
import { HtmlPreview } from './html-preview.tsx';
import { svgDataUrl } from './svg-data-url.ts';
import { SvgFigure } from './svg-figure.tsx';

interface Props {
  language: string;
  code: string;
  /** Describes the picture to those who do not see it. */
  label: string;
  /** The code, shown where there is no picture. */
  fallback: ReactNode;
}

/** A sealed fence as what it describes. Loaded when the first such fence appears. */
export function FenceFigure({ language, code, label, fallback }: Props) {
  const svg = useMemo(() => (language === 'svg' ? svgDataUrl(code) : undefined), [language, code]);
  if (language === 'mermaid') return <Diagram code={code} label={label} fallback={fallback} />;
  if (language !== 'svg') return <HtmlPreview code={code} label={label} />;
  return svg ? <SvgFigure svg={code} address={svg} label={label} /> : fallback;
}
