import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { Chart } from '#lib/tools/draw-chart.ts';
import { Marks } from './marks.tsx';
import type { Place } from './place.ts';
import { labelStride, niceScale } from './ticks.ts';

const HEIGHT = 256;
const LABEL_WIDTH = 64;

/** A chart with two axes: line, bar or scatter. */
export function Plot({ chart, width }: { chart: Chart; width: number }) {
  const number = new Intl.NumberFormat(useLocale(), { notation: 'compact', maximumFractionDigits: 2 });
  const scatter = chart.kind === 'scatter';
  const y = niceScale(
    chart.series.flatMap(({ values }) => values),
    4,
    chart.kind === 'bar',
  );
  const xValues = chart.series.flatMap((series) => series.x ?? []);
  const x = scatter ? niceScale(xValues, Math.max(2, Math.floor(width / 90)), false) : undefined;
  const labels = chart.labels ?? [];

  const tickTexts = y.ticks.map((tick) => number.format(tick));
  const left = 10 + 7 * Math.max(...tickTexts.map((text) => text.length));
  const top = chart.yLabel ? 22 : 8;
  const bottom = HEIGHT - (chart.xLabel ? 42 : 24);
  const inner = width - left - 8;
  const bandWidth = inner / Math.max(1, labels.length);
  const place: Place = {
    bandWidth,
    x: (value) =>
      x === undefined
        ? left + (value + 0.5) * bandWidth
        : left + ((value - x.from) / (x.to - x.from)) * inner,
    y: (value) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - top),
  };
  const stride = labelStride(labels.length, inner, LABEL_WIDTH);
  const xTicks = x?.ticks ?? [...labels.keys()].filter((index) => index % stride === 0);
  const room = Math.max(4, Math.floor((bandWidth * stride) / 7));

  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={chart.title}
      className="overflow-visible text-muted"
    >
      {y.ticks.map((tick, index) => (
        <g key={tick}>
          <line
            x1={left}
            x2={width - 8}
            y1={place.y(tick)}
            y2={place.y(tick)}
            stroke="var(--color-line)"
            strokeWidth={tick === 0 ? 1.5 : 1}
          />
          <text x={left - 6} y={place.y(tick)} dy="0.32em" textAnchor="end" fontSize={11} fill="currentColor">
            {tickTexts[index]}
          </text>
        </g>
      ))}
      {xTicks.map((at) => (
        <text key={at} x={place.x(at)} y={bottom + 16} textAnchor="middle" fontSize={11} fill="currentColor">
          {x === undefined ? shortened(labels[at] ?? '', room) : number.format(at)}
        </text>
      ))}
      {chart.yLabel && (
        <text x={0} y={11} fontSize={11} fill="currentColor">
          {chart.yLabel}
        </text>
      )}
      {chart.xLabel && (
        <text x={width - 8} y={HEIGHT - 6} textAnchor="end" fontSize={11} fill="currentColor">
          {chart.xLabel}
        </text>
      )}
      <Marks chart={chart} place={place} />
    </svg>
  );
}

function shortened(label: string, length: number): string {
  return label.length <= length ? label : `${label.slice(0, length - 1)}…`;
}
