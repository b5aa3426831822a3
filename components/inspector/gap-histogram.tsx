import { useId } from 'react';
import { GAP_LIMITS, type GapHistogram as Gaps } from '#lib/client/recording/analysis/gaps.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { useLineNames } from './use-line-names.ts';

/** How many gaps between arrivals were how long, as a table whose rows are bars. */
export function GapHistogram({ gaps }: { gaps: Gaps }) {
  const { gaps: t, milliseconds, seconds } = useInspectorTranslations();
  const names = useLineNames();
  const id = useId();
  const limit = (ms: number) =>
    ms < 1_000 ? milliseconds(names.number(ms)) : seconds(names.number(ms / 1_000));
  const longest = gaps.counts.findLastIndex((count) => count > 0);
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="text-sm font-medium">
        {t.title}
      </h3>
      <p className="mb-2 text-sm text-muted">
        {t.summary(names.duration(gaps.median), names.duration(gaps.longest))}
      </p>
      <table className="w-full text-sm tabular-nums">
        <thead className="sr-only">
          <tr>
            <th>{t.gap}</th>
            <th>{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {gaps.counts.slice(0, longest + 1).map((count, bin) => {
            const end = GAP_LIMITS[bin];
            const label = end === undefined ? t.above(limit(GAP_LIMITS.at(-1) ?? 0)) : t.below(limit(end));
            return (
              <tr key={label}>
                <th scope="row" className="w-20 pr-2 text-right font-normal whitespace-nowrap text-muted">
                  {label}
                </th>
                <td>
                  <span className="flex items-center gap-2">
                    <span
                      className="h-2.5 rounded-sm bg-accent"
                      style={{ width: `${(count / gaps.most) * 80}%` }}
                      aria-hidden
                    />
                    {count > 0 && names.number(count)}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
