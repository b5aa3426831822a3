'use client';

import { type ReactNode, useEffect } from 'react';
import { useSidebarShown } from '#lib/client/shell/preferences.ts';
import { useShellState } from '#lib/client/shell/shell-state.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import { useShortcuts } from '#lib/client/shell/use-shortcuts.ts';
import type { Models } from '#lib/client/use-models.ts';
import { whenIdle } from '#lib/client/when-idle.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import { Overlays, prefetchOverlays } from './overlays.tsx';
import { SidebarTop } from './sidebar-top.tsx';
import { Toaster } from './toaster.tsx';

type ShellProps = { chatId: ChatId | undefined; models: Models; onNewChat(): void; children: ReactNode };

const loadChats = () => import('./chats-panel.tsx').then((module) => module.ChatsPanel);

/**
 * What lies around a chat. The sidebar's column is there from the first paint, so that nothing moves when the list of chats,
 * which is loaded after the chat itself, comes in.
 */
export function Shell({ chatId, models, onNewChat, children }: ShellProps) {
  const texts = useMessages();
  const { overlay } = useShellState();
  const shown = useSidebarShown();
  const ChatsPanel = useLazy(loadChats, shown);
  useShortcuts(onNewChat);
  useEffect(() => {
    whenIdle(() => {
      prefetchOverlays();
      import('#lib/client/shell/housekeeping.ts').then(
        ({ keepHouse }) => keepHouse(),
        () => undefined, // no line now: it is done at the next visit
      );
    });
  }, []);

  return (
    <>
      <aside
        aria-label={texts.chats}
        className="fixed inset-y-0 left-0 z-20 hidden w-sidebar flex-col border-r border-line bg-surface beside:flex"
      >
        <SidebarTop onNewChat={onNewChat} />
        {shown && ChatsPanel && <ChatsPanel chatId={chatId} />}
      </aside>
      <div className="beside:pl-(--container-sidebar)">{children}</div>
      <Overlays overlay={overlay} chatId={chatId} models={models} onNewChat={onNewChat} />
      <Toaster />
    </>
  );
}
