import { labelStride, niceScale, type Scale } from '#components/tool-call/chart/ticks.ts';
import { useWidth } from '#lib/client/platform/use-width.ts';
import { sumUsage, type UsageSum } from '#lib/client/usage/usage-rows.ts';
import { useUsageTranslations } from '#lib/i18n/usage-translations.ts';
import { useFormats } from './use-formats.ts';

/** A local day and what it has used. */
export type DayUsage = { key: string; name: string; sum: UsageSum };

const HEIGHT = 176;
const TOP = 8;
const BOTTOM = HEIGHT - 22;
/** Approximate width of a digit or letter at 11 px. */
const CHARACTER_WIDTH = 7;
const LABEL_WIDTH = 84;
const MAX_BAR = 28;
const SERIES = [
  { name: 'input', color: 'var(--color-edge)' },
  { name: 'output', color: 'var(--color-accent)' },
] as const;

/** The tokens of each day as a bar, with its output below its input. Its data is in the table below it. */
export function UsageChart({ days }: { days: readonly DayUsage[] }) {
  const t = useUsageTranslations();
  const { exact } = useFormats();
  const { ref, width } = useWidth<HTMLDivElement>();
  const total = sumUsage(days.map(({ sum }) => sum));
  return (
    <figure>
      <div ref={ref} style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={t.chart(days.length, exact(total.input), exact(total.output))}
            className="block overflow-visible text-muted"
          >
            <Bars days={days} width={width} />
          </svg>
        )}
      </div>
      <figcaption className="mt-1 flex gap-4 text-sm text-muted" aria-hidden>
        {SERIES.map(({ name, color }) => (
          <span key={name} className="flex items-center gap-1.5">
            <span className="size-2.5 rounded-xs" style={{ background: color }} />
            {t[name]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Bars({ days, width }: { days: readonly DayUsage[]; width: number }) {
  const t = useUsageTranslations();
  const { compact, exact } = useFormats();
  const scale = niceScale(
    days.map(({ sum }) => sum.input + sum.output),
    3,
    true,
  );
  const ticks = scale.ticks.map((value) => ({ value, label: compact(value) }));
  const left = 8 + CHARACTER_WIDTH * Math.max(...ticks.map(({ label }) => label.length));
  const band = (width - left) / days.length;
  const bar = Math.min(MAX_BAR, Math.max(2, band * 0.7));
  const y = (value: number) => toY(value, scale);
  const stride = labelStride(days.length, width - left, LABEL_WIDTH);
  return (
    <>
      {ticks.map(({ value, label }) => (
        <g key={value}>
          <line x1={left} x2={width} y1={y(value)} y2={y(value)} stroke="var(--color-line)" />
          <text x={left - 6} y={y(value)} dy="0.32em" textAnchor="end" fontSize={11} fill="currentColor">
            {label}
          </text>
        </g>
      ))}
      {days.map(({ key, name, sum: { input, output } }, index) => {
        const x = left + (index + 0.5) * band;
        return (
          <g key={key}>
            <title>{`${name}: ${t.input} ${exact(input)}, ${t.output} ${exact(output)}`}</title>
            {/* The whole height of the day shows its tooltip, however low its bar is. */}
            <rect x={x - band / 2} y={TOP} width={band} height={BOTTOM - TOP} fill="transparent" />
            <rect
              x={x - bar / 2}
              y={y(output)}
              width={bar}
              height={BOTTOM - y(output)}
              fill={SERIES[1].color}
            />
            <rect
              x={x - bar / 2}
              y={y(input + output)}
              width={bar}
              height={y(output) - y(input + output)}
              fill={SERIES[0].color}
            />
            {/* Counted from today, which always has its label. */}
            {(days.length - 1 - index) % stride === 0 && (
              <text
                x={Math.min(x, width - 18)}
                y={BOTTOM + 16}
                textAnchor="middle"
                fontSize={11}
                fill="currentColor"
              >
                {name}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

function toY(value: number, { from, to }: Scale): number {
  return BOTTOM - ((value - from) / (to - from)) * (BOTTOM - TOP);
}
