import { Copy, Download, FileText, type LucideIcon, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import type { ChatRow } from '#lib/client/history/database.ts';
import { useChatActions } from '#lib/client/shell/use-chat-actions.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

type ChatMenuProps = {
  chat: ChatRow;
  button: HTMLButtonElement;
  /** Present if the chat is the one that is shown. */
  onNewChat: (() => void) | undefined;
  onRename(): void;
  onClose(): void;
};

/** The actions of a chat. One menu, placed at the button that opened it, serves the whole list: a menu per row would be slow. */
export function ChatMenu({ chat, button, onNewChat, onRename, onClose }: ChatMenuProps) {
  const t = useShellTranslations();
  const actions = useChatActions();
  const chosen = useRef<() => void>(undefined);
  const { left, top, width, height } = button.getBoundingClientRect();
  const pinned = chat.pinnedAt !== undefined;
  const remove = () => {
    focusNeighbourOf(button);
    void actions.remove(chat.id, onNewChat);
  };
  const item = (Icon: LucideIcon, label: string, run: () => void, danger = false) => (
    <DropdownMenu.Item
      onSelect={() => {
        chosen.current = run;
      }}
      className={`flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-line/50 touch:min-h-11 ${danger ? 'text-danger' : ''}`}
    >
      <Icon className={`size-4 ${danger ? '' : 'text-muted'}`} aria-hidden />
      {label}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          tabIndex={-1}
          className="pointer-events-none fixed opacity-0"
          style={{ left, top, width, height }}
        >
          {t.sidebar.menuOf(chat.title || t.sidebar.untitled)}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={button.closest<HTMLElement>('aside, header, [role=dialog]')}>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-48 rounded-xl border border-line bg-raised p-1.5 shadow-lg"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.focus();
            chosen.current?.(); // after the menu has returned the focus, because renaming moves it to the title field
          }}
        >
          {item(Pencil, t.sidebar.rename, onRename)}
          {item(pinned ? PinOff : Pin, pinned ? t.sidebar.unpin : t.sidebar.pin, () =>
            actions.pin(chat.id, !pinned),
          )}
          {item(Copy, t.sidebar.duplicate, () => actions.duplicate(chat.id, chat.headId))}
          {item(Download, t.sidebar.exportJson, () => actions.exportJson(chat.id))}
          {item(FileText, t.sidebar.exportMarkdown, () => actions.exportMarkdown(chat.id))}
          <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />
          {item(Trash2, t.sidebar.delete, remove, true)}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Focuses the chat below the one to be deleted, else the one above, else the composer. */
function focusNeighbourOf(button: HTMLButtonElement): void {
  const links = Array.from(button.closest('nav')?.querySelectorAll('a') ?? []);
  const position = links.findIndex((link) => link.parentElement === button.parentElement);
  const neighbour = links[position + 1] ?? links[position - 1];
  if (neighbour) neighbour.focus();
  else returnToComposer();
}
