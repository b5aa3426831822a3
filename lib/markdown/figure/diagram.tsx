import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { isLoadError, lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { LoadFailure } from '../render/load-failure.tsx';
import { svgDataUrl } from './svg-data-url.ts';
import { SvgFigure } from './svg-figure.tsx';
import { useDarkTheme } from './use-dark-theme.ts';

interface Props {
  code: string;
  label: string;
  fallback: ReactNode;
}

/** A mermaid diagram, drawn when it comes near the screen. Its code stands in until then, and where it is wrong. */
export function Diagram({ code, label, fallback }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const isDark = useDarkTheme();
  const isNear = useNearScreen(place);
  const drawing = useMemo(() => lazyValue(() => draw(code, isDark)), [code, isDark]);
  const { value: drawn, failed, retrying } = useLazyValue(drawing, isNear);
  // Keep the previous drawing while the diagram is redrawn for another theme.
  const last = useRef(drawn);
  last.current = drawn || last.current;
  const svg = last.current;
  const address = svg && svgDataUrl(svg);
  return (
    <div
      ref={place}
      className="md-diagram"
      data-state={address ? 'drawn' : drawn === null ? 'code' : undefined}
    >
      {address ? <SvgFigure svg={svg} address={address} label={label} width={widthOf(svg)} /> : fallback}
      {failed && !address && <LoadFailure isRetrying={retrying} />}
    </div>
  );
}

/**
 * Returns null for a diagram that stays code.
 * @throws when mermaid, or its code for this kind of diagram, cannot be loaded
 */
async function draw(code: string, isDark: boolean): Promise<string | null> {
  try {
    const { drawDiagram } = await import('./mermaid-renderer.ts');
    return await drawDiagram(code, isDark);
  } catch (error) {
    if (isLoadError(error)) throw error;
    // A diagram that cannot be drawn is code; what is wrong with it is for its writer.
    console.warn('A diagram was not drawn', error);
    return null;
  }
}

function widthOf(svg: string): number {
  return Number(/viewBox="[-\d.]+ [-\d.]+ ([\d.]+)/.exec(svg)?.[1] ?? 0);
}

function useNearScreen(place: React.RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || !place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place, isNear]);
  return isNear;
}
