import { memo } from 'react';
import { hasRoomForSidebar, setSidebarOpen } from '#lib/client/shell/preferences.ts';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, SquarePen } from '../ui/icons.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Logo } from './logo.tsx';

const modelPicker = lazyValue(() => import('./model-picker.tsx').then((module) => module.ModelPicker));

type HeaderProps = { models: Models; onNewChat(): void };

/** The top bar: sidebar button, logo, model picker, language switch and New chat. */
export const Header = memo(function Header({ models, onNewChat }: HeaderProps) {
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
        <span className="flex items-center gap-2 px-1 font-medium tracking-tight beside:hidden">
          <Logo className="size-5 text-accent" />
          <span className="max-[26rem]:sr-only">{t.name}</span>
        </span>
        <span className="flex-1" />
        {/* Until the server has listed its models there is nothing to choose from. */}
        {models.catalogue && (
          <LazyPart part={modelPicker} compact>
            {(ModelPicker) => <ModelPicker models={models} />}
          </LazyPart>
        )}
        <LanguageSwitch />
        <span className="beside:hidden">
          <IconButton icon={SquarePen} label={t.newChat} onClick={onNewChat} />
        </span>
      </div>
    </header>
  );
});
