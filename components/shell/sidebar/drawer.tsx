import { Dialog } from 'radix-ui';
import { closeOverlay, restoreFocus } from '#lib/client/shell/shell-state.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { OverlayProps } from '../overlay-props.ts';
import { ChatsPanel } from './chats-panel.tsx';
import { SidebarTop } from './sidebar-top.tsx';

/** The sidebar as a modal drawer, for windows too narrow to show it beside the chat. */
export function Drawer({ chatId, onNewChat }: OverlayProps) {
  const t = useTranslations();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade-in bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={restoreFocus}
          className="fixed inset-y-0 left-0 z-40 flex w-80 max-w-[85vw] animate-slide-in flex-col border-r border-line bg-sidebar pb-[env(safe-area-inset-bottom)] outline-none"
        >
          <Dialog.Title className="sr-only">{t.chats}</Dialog.Title>
          <SidebarTop onNewChat={onNewChat} />
          <ChatsPanel chatId={chatId} onNewChat={onNewChat} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
