import { type ReactNode, useMemo } from 'react';
import { Diagram } from './diagram.tsx';
import { Drawing } from './drawing.tsx';
import { PagePreview } from './page-preview.tsx';
import { svgAddress } from './svg-address.ts';

interface Props {
  language: string;
  code: string;
  /** Describes the picture to those who do not see it. */
  label: string;
  /** The code, shown where there is no picture. */
  fallback: ReactNode;
}

/** A sealed fence as what it describes. Loaded when the first such fence appears. */
export function FencePicture({ language, code, label, fallback }: Props) {
  const svg = useMemo(() => (language === 'svg' ? svgAddress(code) : undefined), [language, code]);
  if (language === 'mermaid') return <Diagram code={code} label={label} fallback={fallback} />;
  if (language !== 'svg') return <PagePreview code={code} label={label} />;
  return svg ? <Drawing svg={code} address={svg} label={label} /> : fallback;
}
