import { Info } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useAnswerCheck } from '#lib/client/reading/answer-checksum.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { HIDDEN_UNTIL_HOVER } from './hidden-until-hover.ts';

/**
 * An answer's time and model while the message is hovered or focused, an icon where there is no room for them; pressed, everything that
 * is known of its run. A checksum that does not match is always shown.
 */
export function RunDetails({ message }: { message: ChatMessage }) {
  const t = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const matches = useAnswerCheck(message);
  const { metadata } = message;
  if (metadata === undefined) return null;
  const { startedAt, model } = metadata;
  const summary = [
    new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(startedAt),
    model,
    metadata.autoContinued && t.details.continuedByItself,
    matches === false && t.details.checksumDiffers,
  ].filter(Boolean);
  return (
    <Popover.Root>
      <Popover.Trigger
        className={`ml-1 flex h-8 min-w-8 items-center justify-center rounded-lg px-1 text-xs text-muted tabular-nums transition duration-150 hover:bg-surface hover:text-ink touch:h-11 touch:min-w-11 ${matches === false ? '' : HIDDEN_UNTIL_HOVER}`}
        data-run-details
      >
        <Info className={`size-4 shrink-0 sm:hidden ${matches === false ? 'text-danger' : ''}`} aria-hidden />
        <span className="sr-only">{t.details.title}: </span>
        <time dateTime={new Date(startedAt).toISOString()} className="truncate max-sm:sr-only">
          {summary.join(' · ')}
        </time>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t.details.title}
          className="z-30 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-xl border border-line bg-raised p-4 text-sm text-ink shadow-lg outline-none"
        >
          <DetailList metadata={metadata} matches={matches} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type DetailListProps = { metadata: RunMetadata; matches: boolean | undefined };

function DetailList({ metadata, matches }: DetailListProps) {
  const { details: t, tokensPerSecond } = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const number = (value: number) => formatNumber(value, language);
  const seconds = (ms: number) => t.seconds(number(ms / 1_000));
  const { startedAt, durationMs, firstTokenMs, tokensPerSecond: speed } = metadata;
  const { inputTokens, cachedTokens = 0, outputTokens, reasoningTokens = 0, cost } = metadata;
  const { requests, retries = 0, reconnects, stoppedAfterMs } = metadata;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const rows = [
    [t.model, metadata.model],
    [t.started, date.format(startedAt)],
    [t.firstToken, firstTokenMs !== undefined && seconds(firstTokenMs)],
    [t.duration, durationMs !== undefined && seconds(durationMs)],
    [t.speed, speed !== undefined && tokensPerSecond(number(speed))],
    [
      t.input,
      inputTokens !== undefined && t.inputTokens(number(inputTokens), cachedTokens && number(cachedTokens)),
    ],
    [
      t.output,
      outputTokens !== undefined &&
        t.outputTokens(number(outputTokens), reasoningTokens && number(reasoningTokens)),
    ],
    [t.cost, cost !== undefined && formatCost(cost, language)],
    [t.requests, requests !== undefined && t.requestCount(requests, retries)],
    [t.reconnects, reconnects !== undefined && t.reconnectCount(reconnects)],
    [t.connection, stoppedAfterMs !== undefined && t.closedAfterStop(stoppedAfterMs)],
    [t.checksum, matches !== undefined && (matches ? t.matches : t.differs)],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
      {rows.map(
        ([label, value]) =>
          value && (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd className="min-w-0 text-right tabular-nums wrap-anywhere">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: value < 1 ? 2 : 1 }).format(value);
}

/** A cost may be far below a cent. The operator's prices have no currency. */
function formatCost(cost: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(cost);
}
