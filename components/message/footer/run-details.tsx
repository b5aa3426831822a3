import { Info } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useAnswerCheck } from '#lib/client/reading/answer-checksum.ts';
import { estimatePrompt } from '#lib/client/usage/run-estimate.ts';
import { getRunUsage } from '#lib/client/usage/run-usage.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { useMessageActions } from '../message-actions-context.ts';
import { DetailList } from './detail-list.tsx';
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
          tabIndex={0} // it scrolls in a low window, and has nothing else to focus
          className="z-30 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-xl border border-line bg-raised p-4 text-sm text-ink shadow-lg outline-none"
        >
          <MessageDetails message={message} matches={matches} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type MessageDetailsProps = { message: ChatMessage; matches: boolean | undefined };

function MessageDetails({ message, matches }: MessageDetailsProps) {
  const { models, getMessagesBefore } = useMessageActions();
  const { metadata } = message;
  if (metadata === undefined) return null;
  const usage = getRunUsage(message, () =>
    getMessagesBefore(message.id).reduce((tokens, before) => tokens + estimatePrompt(before), 0),
  );
  // Saved with the answer, unless its model was asked without a list of models.
  const listed = models.find(({ id }) => id === metadata.model);
  const contextWindow = metadata.contextWindow ?? listed?.contextWindow;
  return <DetailList {...{ metadata, usage, contextWindow, matches }} />;
}
