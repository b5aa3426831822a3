'use client';

import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import {
  closeOverlay,
  getOverlay,
  type Overlay,
  openOverlay,
  useShellState,
} from '#lib/client/shell/shell-state.ts';
import { useShortcuts } from '#lib/client/shell/shortcuts/use-shortcuts.ts';
import { useSidebarShown } from '#lib/client/shell/sidebar-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import { PartFailure } from '../ui/part-failure.tsx';
import { SidebarTop } from './sidebar/sidebar-top.tsx';

type ShellProps = { chatId: ChatId | undefined; models: Models; onNewChat(): void; children: ReactNode };

const shellParts = lazyValue(() => import('./shell-overlays.tsx'));
const chatsPanel = lazyValue(() => import('./sidebar/chats-panel.tsx').then((module) => module.ChatsPanel));

/** The page around a chat. The sidebar's column is part of the first paint, so that nothing moves when its list is loaded. */
export function Shell({ chatId, models, onNewChat, children }: ShellProps) {
  const t = useTranslations();
  const shown = useSidebarShown();
  const [isIdle, setIdle] = useState(false);
  const { overlay, toast } = useShellState();
  /** The overlay that failed to load. It is closed, so that it does not open on its own later, until the user retries. */
  const [missing, setMissing] = useState<Overlay>();
  const onFail = useCallback(() => {
    setMissing(getOverlay());
    closeOverlay();
  }, []);
  useLazyValue(shellParts, isIdle || toast !== undefined);
  const { value: parts } = useLazyValue(shellParts, overlay !== undefined, onFail);
  useShortcuts(onNewChat);
  useEffect(() => {
    whenIdle(() => {
      setIdle(true);
      chatsPanel.prefetch(); // on a phone, its drawer opens at once
      import('#lib/client/shell/housekeeping.ts').then(
        ({ startHousekeeping }) => startHousekeeping(),
        () => undefined, // offline: the next visit does it
      );
    });
  }, []);

  return (
    <>
      {parts && <parts.SkipLinks />}
      <aside
        aria-label={t.chats}
        className="fixed inset-y-0 left-0 z-20 hidden w-sidebar flex-col border-r border-line bg-sidebar beside:flex in-data-[sidebar=open]:animate-slide-in"
      >
        <SidebarTop onNewChat={onNewChat} />
        {shown && (
          <LazyPart part={chatsPanel} className="px-4 py-4">
            {(ChatsPanel) => <ChatsPanel chatId={chatId} onNewChat={onNewChat} />}
          </LazyPart>
        )}
      </aside>
      <div className="transition-[padding] duration-150 ease-out beside:pl-(--container-sidebar)">
        {children}
      </div>
      {parts ? (
        <parts.ShellOverlays chatId={chatId} models={models} onNewChat={onNewChat} />
      ) : (
        missing && (
          <PartFailure
            text={t.notLoaded}
            retrying={overlay !== undefined}
            onRetry={() => openOverlay(missing)}
            cancel={{ label: t.dismiss, onClick: () => setMissing(undefined) }}
            className="fixed inset-x-4 top-16 z-50 mx-auto w-fit rounded-xl border border-line bg-raised px-4 py-2 shadow-lg"
          />
        )
      )}
    </>
  );
}
