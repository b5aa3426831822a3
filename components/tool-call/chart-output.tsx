import { Component, type ReactNode } from 'react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const chartFigure = lazyValue(() => import('./chart/chart-figure.tsx').then((module) => module.ChartFigure));

/** A chart, whose drawing is loaded when there is one to draw. Its room is kept, so that nothing moves when it comes. */
export function ChartOutput({ input }: { input: unknown }) {
  const t = useToolTranslations();
  return (
    <LazyPart part={chartFigure} fallback={<div className="h-80" />}>
      {(ChartFigure) => (
        <Boundary fallback={<p className="text-muted">{t.chartUnreadable}</p>}>
          <ChartFigure input={input} />
        </Boundary>
      )}
    </LazyPart>
  );
}

/** A drawing that fails takes nothing else with it. */
class Boundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
