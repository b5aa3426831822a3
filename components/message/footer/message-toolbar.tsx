import { Check, Copy, Pencil, RotateCcw, Square, Volume2, X } from 'lucide-react';
import { useRef } from 'react';
import { SmallButton } from '#components/ui/small-button.tsx';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { speak, stopSpeaking, useSpeaking } from '#lib/client/reading/speech.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { plainTextOf } from '#lib/markdown/copy/plain-text.ts';
import { useCopy } from '#lib/markdown/copy/use-copy.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { useBusy, useMessageActions } from '../message-actions-context.ts';
import { getNextStep } from '../next-step.ts';
import { HIDDEN_UNTIL_HOVER } from './hidden-until-hover.ts';
import { MoreButton } from './more-button.tsx';
import { RunDetails } from './run-details.tsx';
import { VersionSwitch } from './version-switch.tsx';

export type MessageToolbarProps = {
  message: ChatMessage;
  versions: Versions | undefined;
  /** The message is being written, or waits for an approval, as the answer to it may do. */
  streaming: boolean;
  /** The message is the last one, whose actions are always visible. */
  last: boolean;
};

/** The actions of a message: visible on hover and focus, and always on touch screens and below the last answer. */
export function MessageToolbar({ message, versions, streaming, last }: MessageToolbarProps) {
  const t = useMessageTranslations();
  const { regenerate } = useMessageActions();
  const row = useRef<HTMLDivElement>(null);
  const isQuestion = message.role === 'user';
  const text = getMessageText(message);
  /** The end of the message offers the same. */
  const isRetriable = last && getNextStep(message) === 'retry';
  const [copyState, copy] = useCopy();

  /** The text as rendered, without Markdown syntax. */
  const readPlainText = () => {
    const parts = row.current?.closest('[role=listitem]')?.querySelectorAll('article [data-part=text]') ?? [];
    return isQuestion ? text : Array.from(parts, plainTextOf).join('\n\n');
  };
  return (
    <>
      {versions && <VersionSwitch versions={versions} />}
      {!streaming && (
        <div
          ref={row}
          role="toolbar"
          aria-label={t.actions}
          className={`flex min-w-0 items-center transition-opacity duration-150 ${last && !isQuestion ? '' : HIDDEN_UNTIL_HOVER}`}
        >
          {text !== '' && (
            <SmallButton
              icon={{ idle: Copy, copied: Check, failed: X }[copyState]}
              label={{ idle: t.copy, copied: t.copied, failed: t.copyFailed }[copyState]}
              onClick={() => void copy(text)}
            />
          )}
          {isQuestion ? (
            <EditButton messageId={message.id} />
          ) : (
            <AnswerButtons
              messageId={message.id}
              {...(text === '' ? {} : { readPlainText })}
              {...(isRetriable ? {} : { onRegenerate: () => regenerate(message.id) })}
            />
          )}
          <MoreButton
            message={message}
            {...(text === '' ? {} : { onCopyPlain: () => void copy(readPlainText()) })}
            onClose={() => row.current ?? returnToComposer()}
          />
          {!isQuestion && <RunDetails message={message} />}
        </div>
      )}
    </>
  );
}

function EditButton({ messageId }: { messageId: string }) {
  const t = useMessageTranslations();
  const { beginEdit } = useMessageActions();
  return (
    <SmallButton icon={Pencil} label={t.edit} disabled={useBusy()} onClick={() => beginEdit(messageId)} />
  );
}

type AnswerButtonsProps = {
  messageId: string;
  /** Present if the answer has text. */
  readPlainText?: () => string;
  onRegenerate?: () => void;
};

function AnswerButtons({ messageId, readPlainText, onRegenerate }: AnswerButtonsProps) {
  const t = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const busy = useBusy();
  const speaking = useSpeaking() === messageId;
  return (
    <>
      {readPlainText && 'speechSynthesis' in globalThis && (
        <SmallButton
          icon={speaking ? Square : Volume2}
          label={speaking ? t.stopReading : t.readAloud}
          onClick={() => (speaking ? stopSpeaking() : speak(messageId, readPlainText(), language))}
        />
      )}
      {onRegenerate && (
        <SmallButton icon={RotateCcw} label={t.regenerate} disabled={busy} onClick={onRegenerate} />
      )}
    </>
  );
}
