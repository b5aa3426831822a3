import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Drawing } from './drawing.tsx';
import { svgAddress } from './svg-address.ts';
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
  const [svg, setSvg] = useState<string>();
  useEffect(() => {
    if (!isNear) return;
    let isGone = false;
    import('./mermaid-renderer.ts')
      .then(({ drawDiagram }) => drawDiagram(code, isDark))
      .then(
        (drawn) => {
          if (!isGone) setSvg(drawn);
        },
        // A diagram that cannot be drawn is code; what is wrong with it is for its writer.
        (cause: unknown) => console.warn('A diagram was not drawn', cause),
      );
    return () => {
      isGone = true;
    };
  }, [code, isDark, isNear]);
  const address = svg && svgAddress(svg);
  return (
    <div ref={place} className="md-diagram">
      {address ? <Drawing svg={svg} address={address} label={label} width={widthOf(svg)} /> : fallback}
    </div>
  );
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
