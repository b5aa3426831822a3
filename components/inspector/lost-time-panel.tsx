import { useId } from 'react';
import { CAUSES, type Cause, type LostTime } from '#lib/client/recording/analysis/lost-time.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { colorOf } from '../tool-call/chart/colors.ts';
import { useLineNames } from './use-line-names.ts';

const COLORS: Record<Cause, string> = {
  model: colorOf(0),
  tools: colorOf(3),
  server: colorOf(6),
  connection: colorOf(4),
  proxy: colorOf(1),
  browser: colorOf(2),
  unknown: 'var(--color-line)',
};

/** Who the reader has waited for, and how that is known. */
export function LostTimePanel({ lost }: { lost: LostTime }) {
  const { lost: t } = useInspectorTranslations();
  const names = useLineNames();
  const id = useId();
  const causes = CAUSES.filter((cause) => lost[cause] >= 0.5);
  const hasTasks = globalThis.PerformanceObserver?.supportedEntryTypes?.includes('longtask') ?? false;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="text-sm font-medium">
        {t.title}
      </h3>
      <p className="mb-2 text-sm text-muted">{causes.length > 0 ? t.about : t.none}</p>
      {causes.length > 0 && (
        <>
          <div className="mb-3 flex h-3 overflow-hidden rounded-full" aria-hidden>
            {causes.map((cause) => (
              <span key={cause} style={{ flexGrow: lost[cause], background: COLORS[cause] }} />
            ))}
          </div>
          <table className="w-full text-sm">
            <thead className="text-left text-muted">
              <tr>
                <th className="py-1 pr-3 font-normal">{t.cause}</th>
                <th className="py-1 pr-3 text-right font-normal">{t.time}</th>
                <th className="py-1 pr-3 text-right font-normal">{t.share}</th>
                <th className="hidden py-1 font-normal sm:table-cell">{t.how}</th>
              </tr>
            </thead>
            <tbody>
              {causes.map((cause) => (
                <tr key={cause} className="border-t border-line align-top">
                  <th scope="row" className="py-1.5 pr-3 text-left font-normal sm:whitespace-nowrap">
                    <span
                      className="mr-2 inline-block size-2 rounded-full"
                      style={{ background: COLORS[cause] }}
                      aria-hidden
                    />
                    {t.causes[cause]}
                    <span className="mt-0.5 block text-muted sm:hidden">{t.reasons[cause]}</span>
                  </th>
                  <td className="py-1.5 pr-3 text-right whitespace-nowrap tabular-nums">
                    {names.duration(lost[cause])}
                  </td>
                  <td className="py-1.5 pr-3 text-right whitespace-nowrap tabular-nums">
                    {names.percent(lost[cause] / lost.total)}
                  </td>
                  <td className="hidden py-1.5 text-muted sm:table-cell">{t.reasons[cause]}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {!hasTasks && <p className="mt-2 text-sm text-muted">{t.noTasks}</p>}
        </>
      )}
    </section>
  );
}
