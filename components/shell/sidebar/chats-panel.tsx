import { Keyboard, Settings } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { LoadFailure } from '#components/ui/lazy-part.tsx';
import { type ChatGroup, formatMonth } from '#lib/client/history/chats/chat-groups.ts';
import { useChatList } from '#lib/client/history/chats/use-chat-list.ts';
import type { ChatRow } from '#lib/client/history/database.ts';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale, useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import { ChatMenu } from '../chat-menu.tsx';
import { ChatItem } from './chat-item.tsx';

type OpenMenu = { chat: ChatRow; button: HTMLButtonElement };

/** The chats grouped by date, and buttons for the settings and the shortcuts. */
export function ChatsPanel({ chatId, onNewChat }: { chatId: ChatId | undefined; onNewChat(): void }) {
  const t = useShellTranslations();
  const { chats } = useTranslations();
  const { storageErrors } = useDeferredTranslations();
  const list = useChatList();
  const [menu, setMenu] = useState<OpenMenu>();
  const [renaming, setRenaming] = useState<ChatId>();
  return (
    <>
      <nav aria-label={chats} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4">
        {list.groups.map((group) => (
          <Group key={group.key} group={group}>
            {group.chats.map((chat) => (
              <ChatItem
                key={chat.id}
                chat={chat}
                current={chat.id === chatId}
                renaming={chat.id === renaming}
                onMenu={setMenu}
                onRename={setRenaming}
              />
            ))}
          </Group>
        ))}
        {list.hasMore && <LoadMoreSentinel key={list.groups.length + list.total} onVisible={list.showMore} />}
        {list.status === 'ready' && list.total === 0 && (
          <p className="px-2.5 py-4 text-sm text-balance text-muted">{t.sidebar.empty}</p>
        )}
        {list.unloaded && <LoadFailure retrying={list.retrying} className="px-2.5 py-4" />}
        {list.problem && <p className="px-2.5 py-4 text-sm text-muted">{storageErrors[list.problem]}</p>}
      </nav>
      <PanelFooter />
      {menu && (
        <ChatMenu
          key={menu.chat.id}
          {...menu}
          onNewChat={menu.chat.id === chatId ? onNewChat : undefined}
          onRename={() => setRenaming(menu.chat.id)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </>
  );
}

function PanelFooter() {
  const t = useShellTranslations();
  return (
    <div className="flex gap-1 border-t border-line px-2 py-2">
      <button
        type="button"
        onClick={() => openOverlay('settings')}
        className="flex min-h-10 flex-1 items-center gap-2.5 rounded-lg px-2.5 text-[0.9375rem] transition-colors duration-150 hover:bg-line/60 touch:min-h-11"
      >
        <Settings className="size-4 text-muted" aria-hidden />
        {t.settings.title}
      </button>
      <button
        type="button"
        onClick={() => openOverlay('shortcuts')}
        aria-label={t.shortcuts.title}
        title={`${t.shortcuts.title} (?)`}
        className="grid size-10 place-items-center rounded-lg text-muted transition-colors duration-150 hover:bg-line/60 hover:text-ink touch:hidden"
      >
        <Keyboard className="size-4" aria-hidden />
      </button>
    </div>
  );
}

function Group({ group, children }: { group: ChatGroup; children: React.ReactNode }) {
  const { groups } = useDeferredTranslations();
  const locale = useLocale();
  const name =
    group.name === 'month'
      ? formatMonth(group.month ?? new Date(0), new Date(), LANGUAGE_TAGS[locale])
      : groups[group.name];
  return (
    <section aria-label={name}>
      <h2 className="px-2.5 pt-4 pb-1 text-xs font-medium text-muted">{name}</h2>
      <ul>{children}</ul>
    </section>
  );
}

/** A sentinel at the end of the list that loads more chats when it is about to scroll into view. */
function LoadMoreSentinel({ onVisible }: { onVisible(): void }) {
  const end = useRef<HTMLDivElement>(null);
  const callback = useRef(onVisible);
  callback.current = onVisible;
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && callback.current(),
      { rootMargin: '600px 0px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={end} className="h-10" />;
}
