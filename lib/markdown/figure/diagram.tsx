import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { isLoadError, lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { drawDiagram } from '../drawing/draw-diagram.ts';
import { LoadFailure } from '../render/load-failure.tsx';
import { useSettings } from '../render/markdown-context.ts';
import { svgDataUrl } from './svg-data-url.ts';
import { SvgFigure } from './svg-figure.tsx';
import { useDarkTheme } from './use-dark-theme.ts';

interface Props {
  code: string;
  label: string;
  fallback: ReactNode;
}

/** A mermaid diagram, drawn when it comes near the viewport. Its code is shown until then, and with a note if drawing fails. */
export function Diagram({ code, label, fallback }: Props) {
  const { labels } = useSettings();
  const box = useRef<HTMLDivElement>(null);
  const isDark = useDarkTheme();
  const isNear = useNearViewport(box);
  const drawing = useMemo(() => lazyValue(() => draw(code, isDark)), [code, isDark]);
  const { value: drawn, failed, retrying } = useLazyValue(drawing, isNear);
  // Keep the previous drawing while the diagram is redrawn for another theme.
  const last = useRef<{ svg: string; isDark: boolean }>(undefined);
  if (drawn) last.current = { svg: drawn, isDark };
  const { svg, isDark: isDrawnDark } = last.current ?? {};
  const url = svg && svgDataUrl(svg);
  return (
    <div
      ref={box}
      className="md-diagram"
      data-state={url ? 'drawn' : drawn === null ? 'code' : undefined}
      data-dark={isDrawnDark || undefined}
    >
      {url ? <SvgFigure svg={svg} url={url} label={label} width={widthOf(svg)} /> : fallback}
      {drawn === null && !url && <p className="md-failure">{labels.notDrawn}</p>}
      {failed && !url && <LoadFailure isRetrying={retrying} />}
    </div>
  );
}

/**
 * The SVG of a diagram; null if the diagram stays code.
 * @throws if the code that draws this kind of diagram fails to load
 */
async function draw(code: string, isDark: boolean): Promise<string | null> {
  try {
    return await drawDiagram(code, isDark);
  } catch (error) {
    if (isLoadError(error)) throw error;
    // The reader sees the code; the error is for the author of the diagram.
    console.warn('Failed to draw a diagram', error);
    return null;
  }
}

function widthOf(svg: string): number {
  return Number(/viewBox="[-\d.]+ [-\d.]+ ([\d.]+)/.exec(svg)?.[1] ?? 0);
}

function useNearViewport(box: React.RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || !box.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, isNear]);
  return isNear;
}
