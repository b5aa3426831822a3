import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { Chart } from '#lib/tools/draw-chart.ts';
import { Marks } from './marks.tsx';
import type { Place } from './place.ts';
import { labelStride, niceScale } from './ticks.ts';

const HEIGHT = 256;
/** Space right of the plot. */
const RIGHT = 8;
const LABEL_WIDTH = 64;
/** Approximate width of a digit or letter at 11 px. */
const CHARACTER_WIDTH = 7;

type PlotProps = { chart: Chart; width: number };

/** A line, bar or scatter chart with its axes. */
export function Plot({ chart, width }: PlotProps) {
  const number = new Intl.NumberFormat(useLocale(), { notation: 'compact', maximumFractionDigits: 2 });
  const layout = layOut({ chart, width }, number);
  const { place, bottom } = layout;
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={chart.title}
      className="overflow-visible text-muted"
    >
      {layout.yTicks.map(({ value, label }) => (
        <g key={value}>
          <line
            x1={layout.left}
            x2={width - RIGHT}
            y1={place.y(value)}
            y2={place.y(value)}
            stroke="var(--color-line)"
            strokeWidth={value === 0 ? 1.5 : 1}
          />
          <text
            x={layout.left - 6}
            y={place.y(value)}
            dy="0.32em"
            textAnchor="end"
            fontSize={11}
            fill="currentColor"
          >
            {label}
          </text>
        </g>
      ))}
      {layout.xTicks.map(({ value, label }) => (
        <text
          key={value}
          x={place.x(value)}
          y={bottom + 16}
          textAnchor="middle"
          fontSize={11}
          fill="currentColor"
        >
          {label}
        </text>
      ))}
      <AxisTitles chart={chart} width={width} />
      <Marks chart={chart} place={place} />
    </svg>
  );
}

function AxisTitles({ chart: { xLabel, yLabel }, width }: PlotProps) {
  return (
    <>
      {yLabel && (
        <text x={0} y={11} fontSize={11} fill="currentColor">
          {yLabel}
        </text>
      )}
      {xLabel && (
        <text x={width - RIGHT} y={HEIGHT - 6} textAnchor="end" fontSize={11} fill="currentColor">
          {xLabel}
        </text>
      )}
    </>
  );
}

/** Computes scales, margins and tick labels. */
function layOut({ chart, width }: PlotProps, number: Intl.NumberFormat) {
  const y = niceScale(
    chart.series.flatMap(({ values }) => values),
    4,
    chart.kind === 'bar',
  );
  const yTicks = y.ticks.map((value) => ({ value, label: number.format(value) }));
  const left = 10 + CHARACTER_WIDTH * Math.max(...yTicks.map(({ label }) => label.length));
  const top = chart.yLabel ? 22 : 8;
  const bottom = HEIGHT - (chart.xLabel ? 42 : 24);
  const innerWidth = width - left - RIGHT;
  const placeY = (value: number) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - top);

  if (chart.kind === 'scatter') {
    const xValues = chart.series.flatMap((series) => series.x ?? []);
    const x = niceScale(xValues, Math.max(2, Math.floor(width / 90)), false);
    const placeX = (value: number) => left + ((value - x.from) / (x.to - x.from)) * innerWidth;
    const place: Place = { bandWidth: innerWidth, x: placeX, y: placeY };
    const xTicks = x.ticks.map((value) => ({ value, label: number.format(value) }));
    return { place, left, bottom, yTicks, xTicks };
  }
  const labels = chart.labels ?? [];
  const bandWidth = innerWidth / Math.max(1, labels.length);
  const stride = labelStride(labels.length, innerWidth, LABEL_WIDTH);
  const maxLength = Math.max(4, Math.floor((bandWidth * stride) / CHARACTER_WIDTH));
  const xTicks = labels
    .map((label, value) => ({ value, label: shorten(label, maxLength) }))
    .filter(({ value }) => value % stride === 0);
  const place: Place = { bandWidth, x: (value) => left + (value + 0.5) * bandWidth, y: placeY };
  return { place, left, bottom, yTicks, xTicks };
}

function shorten(label: string, length: number): string {
  return label.length <= length ? label : `${label.slice(0, length - 1)}…`;
}
