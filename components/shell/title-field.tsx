import { useRef } from 'react';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { renameChat } from '#lib/client/history/chats/chats.ts';
import type { ChatRow } from '#lib/client/history/database.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

type TitleFieldProps = {
  chat: ChatRow;
  /** @param byKey whether Enter or Escape ended it */
  onDone(byKey: boolean): void;
};

/** Edits the title of a chat. Enter and leaving the field save, Escape cancels. */
export function TitleField({ chat, onDone }: TitleFieldProps) {
  const t = useShellTranslations();
  const key = useRef<string>(undefined);
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the user has just asked to rename the chat
      autoFocus
      defaultValue={chat.title}
      maxLength={200}
      aria-label={t.sidebar.newTitle}
      className="h-9 w-full rounded-lg border border-accent bg-raised px-2 text-[0.9375rem] outline-none touch:h-11"
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        key.current = event.key;
        event.stopPropagation(); // Escape closes only the field, not the drawer
        event.preventDefault();
        event.currentTarget.blur();
      }}
      onBlur={(event) => {
        if (key.current !== 'Escape') void renameChat(chat.id, event.currentTarget.value);
        onDone(key.current !== undefined);
      }}
    />
  );
}
