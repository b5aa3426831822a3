import { memo, type ReactNode } from 'react';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import { hasRoomForSidebar, setSidebarOpen } from '#lib/client/shell/sidebar-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, SquarePen } from '../ui/icons.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';
import { Logo } from './logo.tsx';

const modelPicker = lazyValue(() => import('./model-picker.tsx').then((module) => module.ModelPicker));

type HeaderProps = {
  models: Models;
  /** A new chat has the logo above its greeting. */
  isNew: boolean;
  onNewChat(): void;
  /** The title of the chat, in the place of the logo. Must be referentially stable. */
  children?: ReactNode;
};

/** The top bar: sidebar button, the chat's title or the logo, model picker and New chat. */
export const Header = memo(function Header({ models, isNew, onNewChat, children }: HeaderProps) {
  const t = useTranslations();
  return (
    <header className="sticky top-0 z-10 bg-page">
      <div className="flex h-14 items-center gap-1 px-2 sm:px-4">
        <span className="beside:hidden">
          <IconButton
            icon={Menu}
            label={t.openSidebar}
            onClick={() => (hasRoomForSidebar() ? setSidebarOpen(true) : openOverlay('drawer'))}
          />
        </span>
        {/* Beside a long title the model picker keeps half of the bar. */}
        <div className="flex min-w-1/3 flex-1">
          {children ?? (
            <span className="flex items-center gap-2 px-1 font-medium tracking-tight beside:hidden">
              {!isNew && <Logo className="size-5 text-accent" />}
              <span className="max-[26rem]:sr-only">{t.name}</span>
            </span>
          )}
        </div>
        {/* Until the server has listed its models there is nothing to choose from. */}
        {models.catalogue && (
          <LazyPart part={modelPicker} compact>
            {(ModelPicker) => <ModelPicker models={models} />}
          </LazyPart>
        )}
        <span className="beside:hidden">
          <IconButton icon={SquarePen} label={t.newChat} onClick={onNewChat} />
        </span>
      </div>
    </header>
  );
});
