import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { Chart } from '#lib/tools/draw-chart.ts';
import { colorOf } from './colors.ts';

const HEIGHT = 256;
const OUTER = 116;
const INNER = 62;
/** Smaller slices have no room for their percentage. */
const MIN_LABELLED_SHARE = 0.05;

/** A pie chart, drawn as a ring. */
export function PieMarks({ chart, width }: { chart: Chart; width: number }) {
  const percent = new Intl.NumberFormat(useLocale(), { style: 'percent', maximumFractionDigits: 1 });
  const values = chart.series[0]?.values ?? [];
  const sum = values.reduce((total, value) => total + value, 0);
  let before = 0;
  const slices = values.map((value) => {
    const from = before / sum;
    before += value;
    return { from, to: before / sum, share: value / sum };
  });
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={chart.title}>
      <g transform={`translate(${width / 2} ${HEIGHT / 2})`}>
        {slices.map(({ from, to, share }, index) => (
          <g key={String(index)}>
            <path d={ringPath(from, to)} fill={colorOf(index)} stroke="var(--color-raised)" strokeWidth={2}>
              <title>{`${chart.labels?.[index]}: ${values[index]} (${percent.format(share)})`}</title>
            </path>
            {share >= MIN_LABELLED_SHARE && (
              <text
                {...pointAt((from + to) / 2, (OUTER + INNER) / 2)}
                dy="0.32em"
                textAnchor="middle"
                fontSize={11}
                fontWeight={600}
                fill="var(--color-page)"
              >
                {percent.format(share)}
              </text>
            )}
          </g>
        ))}
      </g>
    </svg>
  );
}

/** A point on a circle. `turn` runs clockwise from 0 at the top to 1. */
function pointAt(turn: number, radius: number): { x: number; y: number } {
  const angle = turn * 2 * Math.PI;
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}

function ringPath(from: number, to: number): string {
  const end = to - from >= 1 ? from + 0.99999 : to; // SVG draws nothing for an arc that ends where it begins
  const large = end - from > 0.5 ? 1 : 0;
  const [a, b, c, d] = [pointAt(from, OUTER), pointAt(end, OUTER), pointAt(end, INNER), pointAt(from, INNER)];
  return `M${a.x} ${a.y}A${OUTER} ${OUTER} 0 ${large} 1 ${b.x} ${b.y}L${c.x} ${c.y}A${INNER} ${INNER} 0 ${large} 0 ${d.x} ${d.y}Z`;
}
