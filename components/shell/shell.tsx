'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { useSidebarShown } from '#lib/client/shell/preferences.ts';
import { useShellState } from '#lib/client/shell/shell-state.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import { useShortcuts } from '#lib/client/shell/use-shortcuts.ts';
import type { Models } from '#lib/client/use-models.ts';
import { whenIdle } from '#lib/client/when-idle.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import { SidebarTop } from './sidebar-top.tsx';

type ShellProps = { chatId: ChatId | undefined; models: Models; onNewChat(): void; children: ReactNode };

const loadAround = () => import('./around.tsx').then((module) => module.Around);
const loadChats = () => import('./chats-panel.tsx').then((module) => module.ChatsPanel);

/**
 * What lies around a chat. The sidebar's column is there from the first paint, so that nothing moves when the list of chats,
 * which is loaded after the chat itself, comes in.
 */
export function Shell({ chatId, models, onNewChat, children }: ShellProps) {
  const texts = useMessages();
  const shown = useSidebarShown();
  const ChatsPanel = useLazy(loadChats, shown);
  const [isIdle, setIdle] = useState(false);
  const { overlay } = useShellState();
  const Around = useLazy(loadAround, isIdle || overlay !== undefined);
  useShortcuts(onNewChat);
  useEffect(() => {
    whenIdle(() => {
      setIdle(true);
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
      {Around && <Around chatId={chatId} models={models} onNewChat={onNewChat} />}
    </>
  );
}
