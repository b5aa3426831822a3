import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { scrollBox } from '#lib/markdown/render/scroll-box.ts';
import type { Chart } from '#lib/tools/draw-chart.ts';

/** The chart's data as a table, for screen readers and for exact values. */
export function ChartTable({ chart }: { chart: Chart }) {
  const t = useToolTranslations();
  const number = new Intl.NumberFormat(useLocale(), { maximumSignificantDigits: 12 });
  const scatter = chart.kind === 'scatter';
  return (
    <details className="text-muted">
      <summary className="w-fit cursor-pointer rounded-md py-0.5 touch:py-3 transition-colors duration-150 hover:text-ink">
        {t.showChartData}
      </summary>
      <div ref={scrollBox} className="max-h-64 overflow-auto pt-1">
        {scatter ? (
          chart.series.map((series, index) => (
            <Table
              key={String(index)}
              caption={series.name}
              head={[chart.xLabel ?? 'x', chart.yLabel ?? 'y']}
              rows={series.values.map((value, at) => [
                number.format(series.x?.[at] ?? at),
                number.format(value),
              ])}
            />
          ))
        ) : (
          <Table
            caption={chart.title}
            head={[chart.xLabel ?? '', ...chart.series.map(({ name }) => name)]}
            rows={(chart.labels ?? []).map((label, at) => [
              label,
              ...chart.series.map(({ values }) => number.format(values[at] ?? 0)),
            ])}
          />
        )}
      </div>
    </details>
  );
}

function Table({ caption, head, rows }: { caption: string; head: string[]; rows: string[][] }) {
  return (
    <table className="tabular-nums">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {head.map((name, index) =>
            name === '' ? (
              <td key={String(index)} />
            ) : (
              <th key={String(index)} scope="col" className="pr-4 text-left font-medium">
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, ...values], index) => (
          <tr key={String(index)} className="border-t border-line">
            <th scope="row" className="pr-4 text-left font-normal">
              {label}
            </th>
            {values.map((value, at) => (
              <td key={String(at)} className="pr-4">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
