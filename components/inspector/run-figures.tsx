import type { RunFigures as Figures } from '#lib/client/recording/analysis/figures.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { useLineNames } from './use-line-names.ts';

/** What a run was, in figures. */
export function RunFigures({ figures }: { figures: Figures }) {
  const t = useInspectorTranslations();
  const names = useLineNames();
  const tag = LANGUAGE_TAGS[useLocale()];
  const { model, firstToken, tokensPerSecond, isEstimated, reconnects, bytes } = figures;
  const entries: [name: string, value: string | undefined][] = [
    [t.figures.model, model],
    [
      t.figures.started,
      new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeStyle: 'short' }).format(figures.startedAt),
    ],
    [t.figures.firstToken, firstToken === undefined ? undefined : names.duration(firstToken)],
    [t.figures.duration, names.duration(figures.duration)],
    [
      isEstimated ? t.figures.estimatedSpeed : t.figures.speed,
      tokensPerSecond === undefined ? undefined : t.tokensPerSecond(names.number(tokensPerSecond, 1)),
    ],
    [t.figures.longestGap, names.duration(figures.longestGap)],
    [t.figures.events, names.number(figures.events)],
    [t.figures.size, `${names.number(bytes / 1_000, bytes < 10_000 ? 1 : 0)} kB`],
    [t.figures.reconnects, reconnects > 0 ? names.number(reconnects) : undefined],
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 md:grid-cols-5">
      {entries.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} className="min-w-0">
              <dt className="text-sm text-muted">{name}</dt>
              <dd className="truncate text-[0.9375rem] tabular-nums" title={value}>
                {value}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
