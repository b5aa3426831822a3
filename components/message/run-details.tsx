import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { RunMetadata } from '#lib/protocol/run-event.ts';

/** When an answer was written, by which model, and how fast: one quiet line. */
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
  const at = new Date(startedAt);
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const facts = [
    new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at),
    model,
    tokensPerSecond !== undefined && t.tokensPerSecond(numbers.format(tokensPerSecond)),
  ].filter(Boolean);
  const whole = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(at);
  const title = outputTokens === undefined ? whole : `${whole} · ${t.tokens(numbers.format(outputTokens))}`;
  return (
    <time
      dateTime={at.toISOString()}
      title={title}
      className={`truncate text-sm text-muted tabular-nums ${className}`}
      data-run-details
    >
      {facts.join(' · ')}
    </time>
  );
}
