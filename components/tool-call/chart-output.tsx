import { Component, type ReactNode } from 'react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const chartFigure = lazyValue(() => import('./chart/chart-figure.tsx').then((module) => module.ChartFigure));

/** A chart, drawn by code that is loaded on demand. Its height is reserved, so that nothing moves when it appears. */
export function ChartOutput({ input }: { input: unknown }) {
  const t = useToolTranslations();
  return (
    <LazyPart part={chartFigure} fallback={<div className="h-80" />}>
      {(ChartFigure) => (
        <ChartBoundary fallback={<p className="text-muted">{t.chartUnreadable}</p>}>
          <ChartFigure input={input} />
        </ChartBoundary>
      )}
    </LazyPart>
  );
}

/** Keeps an error in the drawing from affecting the rest of the page. */
class ChartBoundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
