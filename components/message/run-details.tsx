import { useAnswerCheck } from '#lib/client/reading/answer-checksum.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** An answer's time, model and speed; its receipt in the tooltip. A checksum that does not match is always shown. */
export function RunDetails({ message, className = '' }: { message: ChatMessage; className?: string }) {
  const t = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const matches = useAnswerCheck(message);
  const { metadata } = message;
  if (metadata === undefined) return null;
  const { startedAt, model, tokensPerSecond, outputTokens, requests } = metadata;
  const date = new Date(startedAt);
  const numberFormat = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const details = [
    new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(date),
    model,
    tokensPerSecond !== undefined && t.tokensPerSecond(numberFormat.format(tokensPerSecond)),
    matches === false && t.checksumDiffers,
  ].filter(Boolean);
  const fullDate = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(date);
  const receipt = [
    fullDate,
    outputTokens !== undefined && t.tokens(numberFormat.format(outputTokens)),
    requests !== undefined && t.requests(requests),
    matches && t.checksumMatches,
  ].filter(Boolean);
  return (
    <time
      dateTime={date.toISOString()}
      title={receipt.join(' · ')}
      className={`truncate text-sm text-muted tabular-nums ${className}`}
      data-run-details
    >
      {details.join(' · ')}
    </time>
  );
}
