import '#lib/client/platform/without-eval.ts';
import { useWidth } from '#lib/client/platform/use-width.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { type Chart, drawChart } from '#lib/tools/draw-chart.ts';
import { ChartTable } from './chart-table.tsx';
import { colorOf } from './colors.ts';
import { PieMarks } from './pie-marks.tsx';
import { Plot } from './plot.tsx';

/** Draws a tool call's input as a chart, with a legend and its data as a table. */
export function ChartFigure({ input }: { input: unknown }) {
  const t = useToolTranslations();
  const { ref, width } = useWidth<HTMLDivElement>();
  const parsed = drawChart.inputSchema.safeParse(input);
  if (!parsed.success) return <p className="text-muted">{t.chartUnreadable}</p>;
  const chart = parsed.data;
  const legend = getLegend(chart);
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="font-medium">{chart.title}</figcaption>
      <div ref={ref} className="h-64">
        {width > 0 &&
          (chart.kind === 'pie' ? (
            <PieMarks chart={chart} width={width} />
          ) : (
            <Plot chart={chart} width={width} />
          ))}
      </div>
      {legend.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted" aria-hidden>
          {legend.map((name, index) => (
            <li key={String(index)} className="flex min-w-0 items-center gap-1.5">
              <span className="size-2.5 shrink-0 rounded-xs" style={{ background: colorOf(index) }} />
              <span className="truncate">{name}</span>
            </li>
          ))}
        </ul>
      )}
      <ChartTable chart={chart} />
    </figure>
  );
}

function getLegend(chart: Chart): string[] {
  return chart.kind === 'pie' ? (chart.labels ?? []) : chart.series.map(({ name }) => name);
}
