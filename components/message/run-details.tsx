import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { RunMetadata } from '#lib/protocol/run-event.ts';

/** An answer's time, model and speed. */
export function RunDetails({
  metadata,
  className = '',
}: {
  metadata: RunMetadata | undefined;
  className?: string;
}) {
  const t = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  if (metadata === undefined) return null;
  const { startedAt, model, tokensPerSecond, outputTokens } = metadata;
  const date = new Date(startedAt);
  const numberFormat = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const details = [
    new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(date),
    model,
    tokensPerSecond !== undefined && t.tokensPerSecond(numberFormat.format(tokensPerSecond)),
  ].filter(Boolean);
  const fullDate = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(date);
  const title =
    outputTokens === undefined ? fullDate : `${fullDate} · ${t.tokens(numberFormat.format(outputTokens))}`;
  return (
    <time
      dateTime={date.toISOString()}
      title={title}
      className={`truncate text-sm text-muted tabular-nums ${className}`}
      data-run-details
    >
      {details.join(' · ')}
    </time>
  );
}
