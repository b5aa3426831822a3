import type { Chart } from '#lib/tools/draw-chart.ts';
import { colorOf } from './colors.ts';
import type { Place } from './place.ts';

const MAX_DOTS = 60;

/** The lines, bars or points of a chart. Their tooltips show the values. */
export function Marks({ chart, place }: { chart: Chart; place: Place }) {
  return chart.series.map((series, index) => (
    <g key={String(index)} fill={colorOf(index)} stroke={colorOf(index)}>
      {chart.kind === 'bar' && <Bars chart={chart} place={place} index={index} />}
      {chart.kind === 'line' && (
        <polyline
          points={series.values.map((value, at) => `${place.x(at)},${place.y(value)}`).join(' ')}
          fill="none"
          strokeWidth={2}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      )}
      {(chart.kind === 'scatter' || (chart.kind === 'line' && series.values.length <= MAX_DOTS)) &&
        series.values.map((value, at) => (
          <circle
            key={String(at)}
            cx={place.x(series.x?.[at] ?? at)}
            cy={place.y(value)}
            r={chart.kind === 'line' ? 2.5 : 4}
            fillOpacity={chart.kind === 'line' ? 1 : 0.7}
            stroke="none"
          >
            <title>{`${series.name} · ${series.x?.[at] ?? chart.labels?.[at]}: ${value}`}</title>
          </circle>
        ))}
    </g>
  ));
}

function Bars({ chart, place, index }: { chart: Chart; place: Place; index: number }) {
  const { name, values } = chart.series[index] ?? { name: '', values: [] };
  const group = Math.min(place.bandWidth * 0.7, 96);
  const width = Math.max(1, group / chart.series.length - 1);
  return values.map((value, at) => {
    const zero = place.y(0);
    const end = place.y(value);
    return (
      <rect
        key={String(at)}
        x={place.x(at) - group / 2 + (group / chart.series.length) * index}
        y={Math.min(zero, end)}
        width={width}
        height={Math.abs(end - zero)}
        rx={Math.min(2, width / 4)}
        stroke="none"
      >
        <title>{`${name} · ${chart.labels?.[at]}: ${value}`}</title>
      </rect>
    );
  });
}
