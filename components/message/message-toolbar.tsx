import { Check, Copy, Ellipsis, Pencil, RotateCcw, Square, Volume2, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
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
import { SmallButton } from '../ui/small-button.tsx';
import { useMessageActions } from './message-actions-context.ts';
import { MessageMenu } from './message-menu.tsx';
import { RunDetails } from './run-details.tsx';
import { VersionSwitch } from './version-switch.tsx';

export type MessageToolbarProps = {
  message: ChatMessage;
  versions: Versions | undefined;
  /** The message is being written. */
  streaming: boolean;
  /** An answer is being written in this chat: nothing more can be asked now. */
  busy: boolean;
  /** The last message, whose actions are always in sight. */
  last: boolean;
};

const COPY_ICONS = { idle: Copy, copied: Check, failed: X };

/** What can be done with a message: in sight under the pointer and in focus, always by touch and at the end of the chat. */
export function MessageToolbar({ message, versions, streaming, busy, last }: MessageToolbarProps) {
  const t = useMessageTranslations();
  const locale = useLocale();
  const actions = useMessageActions();
  const row = useRef<HTMLDivElement>(null);
  const [copyState, copy] = useCopy();
  const speaking = useSpeaking() === message.id;
  const question = message.role === 'user';
  const visible =
    last && !question
      ? ''
      : 'opacity-0 group-hover/message:opacity-100 group-focus-within/message:opacity-100 has-data-[state=open]:opacity-100 touch:opacity-100';

  /** As it reads on the page, without its marks. */
  const plainText = () => {
    const parts = row.current?.closest('li')?.querySelectorAll('article [data-part=text]') ?? [];
    return question ? getMessageText(message) : Array.from(parts, plainTextOf).join('\n\n');
  };
  const copyName = { idle: t.copy, copied: t.copied, failed: t.copyFailed }[copyState];

  return (
    <>
      {versions && <VersionSwitch versions={versions} />}
      {!streaming && (
        <div
          ref={row}
          role="toolbar"
          aria-label={t.actions}
          className={`flex min-w-0 items-center transition-opacity duration-150 ${visible}`}
        >
          <SmallButton
            icon={COPY_ICONS[copyState]}
            label={copyName}
            onClick={() => void copy(getMessageText(message))}
          />
          {question ? (
            <SmallButton
              icon={Pencil}
              label={t.edit}
              disabled={busy}
              onClick={() => actions.beginEdit(message.id)}
            />
          ) : (
            <>
              {'speechSynthesis' in globalThis && (
                <SmallButton
                  icon={speaking ? Square : Volume2}
                  label={speaking ? t.stopReading : t.readAloud}
                  onClick={() =>
                    speaking ? stopSpeaking() : speak(message.id, plainText(), LANGUAGE_TAGS[locale])
                  }
                />
              )}
              <SmallButton
                icon={RotateCcw}
                label={t.regenerate}
                disabled={busy}
                onClick={() => actions.regenerate(message.id)}
              />
            </>
          )}
          <DropdownMenu.Root modal={false}>
            <DropdownMenu.Trigger asChild>
              <SmallButton icon={Ellipsis} label={t.more} />
            </DropdownMenu.Trigger>
            <MessageMenu
              message={message}
              busy={busy}
              onCopyPlain={() => void copy(plainText())}
              onClose={() => row.current ?? returnToComposer()}
            />
          </DropdownMenu.Root>
          {!question && <RunDetails metadata={message.metadata} className="ml-2 max-sm:hidden" />}
        </div>
      )}
    </>
  );
}
