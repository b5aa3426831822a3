import { Menu, SquarePen } from 'lucide-react';
import { memo } from 'react';
import { hasRoomForSidebar, setSidebarOpen } from '#lib/client/shell/preferences.ts';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import type { Models } from '#lib/client/use-models.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import { IconButton } from './icon-button.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Mark } from './mark.tsx';

const loadPicker = () => import('./model-picker.tsx').then((module) => module.ModelPicker);

type HeaderProps = { models: Models; onNewChat(): void };

/** The line at the top: the way to the other chats, whose page this is, which model answers, a new chat. */
export const Header = memo(function Header({ models, onNewChat }: HeaderProps) {
  const texts = useMessages();
  // There is nothing to choose before the server has said what.
  const ModelPicker = useLazy(loadPicker, models.catalogue !== undefined);
  return (
    <header className="sticky top-0 z-10 bg-page">
      <div className="flex h-14 items-center gap-1 px-2 sm:px-4">
        <span className="beside:hidden">
          <IconButton
            icon={Menu}
            label={texts.openSidebar}
            onClick={() => (hasRoomForSidebar() ? setSidebarOpen(true) : openOverlay('drawer'))}
          />
        </span>
        <span className="flex items-center gap-2 px-1 font-medium tracking-tight beside:hidden">
          <Mark className="size-5 text-accent" />
          <span className="max-[26rem]:sr-only">{texts.name}</span>
        </span>
        <span className="flex-1" />
        {ModelPicker && <ModelPicker models={models} />}
        <LanguageSwitch />
        <span className="beside:hidden">
          <IconButton icon={SquarePen} label={texts.newChat} onClick={onNewChat} />
        </span>
      </div>
    </header>
  );
});
