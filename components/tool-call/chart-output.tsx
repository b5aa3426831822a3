import { Component, lazy, type ReactNode, Suspense } from 'react';
import { useToolTexts } from '#lib/i18n/use-tool-texts.ts';

const ChartFigure = lazy(() =>
  import('./chart/chart-figure.tsx').then((module) => ({ default: module.ChartFigure })),
);

/** A chart, whose drawing is loaded when there is one to draw. Its room is kept, so that nothing moves when it comes. */
export function ChartOutput({ input }: { input: unknown }) {
  const texts = useToolTexts();
  return (
    <Boundary fallback={<p className="text-muted">{texts.chartUnreadable}</p>}>
      <Suspense fallback={<div className="h-80" />}>
        <ChartFigure input={input} />
      </Suspense>
    </Boundary>
  );
}

/** A drawing that cannot be loaded, or that fails, takes nothing else with it. */
class Boundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
