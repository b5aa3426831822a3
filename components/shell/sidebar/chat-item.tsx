import { Ellipsis, Pin } from 'lucide-react';
import { memo, useRef } from 'react';
import type { ChatRow } from '#lib/client/history/database.ts';
import { goToChat } from '#lib/client/platform/use-address.ts';
import { closeOverlay, getOverlay } from '#lib/client/shell/shell-state.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { TitleField } from '../title-field.tsx';

type ChatItemProps = {
  chat: ChatRow;
  current: boolean;
  renaming: boolean;
  onMenu(menu: { chat: ChatRow; button: HTMLButtonElement }): void;
  onRename(chatId: ChatId | undefined): void;
};

/** Only a title that is cut off reaches the end of its row, where it fades. */
const FADE = {
  right: '[mask-image:linear-gradient(to_right,black_calc(100%-1.5rem),transparent)]',
  left: '[mask-image:linear-gradient(to_left,black_calc(100%-1.5rem),transparent)]',
};
/** The first letter is of a script that is written from right to left, as `dir="auto"` finds it; the build rewrites CSS's `:dir()`. */
const RIGHT_TO_LEFT = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** A chat in the list: a link with its title across the row, and at its end, once the row is used, a button for its menu. */
export const ChatItem = memo(
  function ChatItem({ chat, current, renaming, onMenu, onRename }: ChatItemProps) {
    const t = useShellTranslations();
    const title = chat.title || t.sidebar.untitled;
    const wasRenamed = useRef(false);
    const finishRenaming = (byKey: boolean) => {
      wasRenamed.current = byKey;
      onRename(undefined);
    };
    if (renaming)
      return (
        <li>
          <TitleField chat={chat} onDone={finishRenaming} />
        </li>
      );
    return (
      <li
        className={`group/chat relative rounded-lg transition-colors duration-150 hover:bg-line/60 ${current ? 'bg-line/60' : ''}`}
      >
        <a
          ref={(link) => {
            if (!wasRenamed.current) return;
            wasRenamed.current = false;
            link?.focus(); // the title field that had the focus is gone
          }}
          href={`/chats/${chat.id}`}
          aria-current={current ? 'page' : undefined}
          title={title}
          className={`flex min-h-9 items-center gap-1.5 rounded-lg px-2.5 text-[0.9375rem] group-focus-within/chat:pr-9 group-hover/chat:pr-9 touch:min-h-11 touch:pr-11 ${current ? 'font-medium' : ''}`}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            if (getOverlay() === 'drawer') closeOverlay();
            if (!current) goToChat(chat.id, 'push');
          }}
          onKeyDown={(event) => {
            if (event.key === 'F2') onRename(chat.id);
          }}
        >
          <span
            className={`min-w-0 flex-1 overflow-hidden whitespace-nowrap ${RIGHT_TO_LEFT.test(title) ? FADE.left : FADE.right}`}
            dir="auto"
          >
            {title}
          </span>
          {chat.unread && (
            <span
              className="size-2 shrink-0 rounded-full bg-accent"
              role="img"
              aria-label={t.sidebar.unread}
              title={t.sidebar.unread}
            />
          )}
          {chat.pinnedAt !== undefined && (
            <Pin className="size-3 shrink-0 text-muted" role="img" aria-label={t.sidebar.pinned} />
          )}
        </a>
        <button
          type="button"
          aria-haspopup="menu"
          aria-label={t.sidebar.menuOf(title)}
          onClick={(event) => onMenu({ chat, button: event.currentTarget })}
          className="absolute inset-y-0 right-0 grid size-9 place-items-center rounded-lg text-muted opacity-0 group-focus-within/chat:opacity-100 group-hover/chat:opacity-100 hover:text-ink focus-visible:opacity-100 touch:size-11 touch:opacity-100"
        >
          <Ellipsis className="size-4" aria-hidden />
        </button>
      </li>
    );
  },
  // Every change of the list creates new row objects, most of them with the same content.
  (before, after) =>
    before.current === after.current &&
    before.renaming === after.renaming &&
    before.chat.title === after.chat.title &&
    before.chat.unread === after.chat.unread &&
    before.chat.pinnedAt === after.chat.pinnedAt,
);
