import { Logo } from '#components/header/logo.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { PanelLeftClose, Search, SquarePen } from '#components/ui/icons.tsx';
import { closeOverlay, getOverlay, openOverlay } from '#lib/client/shell/shell-state.ts';
import { setSidebarOpen } from '#lib/client/shell/sidebar-state.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

const ROW =
  'flex min-h-10 items-center gap-2.5 rounded-lg px-2.5 text-[0.9375rem] text-ink transition-colors duration-150 hover:bg-line/60 touch:min-h-11';

/** The top of the sidebar: logo, New chat and Search chats. */
export function SidebarTop({ onNewChat }: { onNewChat(): void }) {
  const t = useTranslations();
  return (
    <div className="flex flex-col px-2 pb-2">
      <div className="flex h-14 items-center gap-2 pl-2.5 font-medium tracking-tight">
        <Logo className="size-5 text-accent" />
        <span className="flex-1">{t.name}</span>
        <IconButton
          icon={PanelLeftClose}
          label={t.closeSidebar}
          onClick={() => (getOverlay() === 'drawer' ? closeOverlay() : setSidebarOpen(false))}
        />
      </div>
      <button
        type="button"
        className={ROW}
        onClick={() => {
          if (getOverlay() === 'drawer') closeOverlay();
          onNewChat();
        }}
      >
        <SquarePen className="size-4 text-muted" aria-hidden />
        {t.newChat}
      </button>
      <button type="button" className={ROW} onClick={() => openOverlay('search')}>
        <Search className="size-4 text-muted" aria-hidden />
        {t.searchChats}
      </button>
    </div>
  );
}
