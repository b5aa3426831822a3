import { SquarePen } from 'lucide-react';
import type { Models } from '#lib/client/use-models.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Mark } from './mark.tsx';
import { ModelSelect } from './model-select.tsx';

/** The line at the top: whose page this is, which model answers, a new chat. */
export function Header({ models, onNewChat }: { models: Models; onNewChat(): void }) {
  const texts = useMessages();
  return (
    <header className="sticky top-0 z-10 bg-page">
      <div className="mx-auto flex h-14 max-w-reading items-center gap-1 px-4 sm:px-6">
        <span className="flex items-center gap-2 font-medium tracking-tight">
          <Mark className="size-5 text-accent" />
          <span className="max-[22rem]:sr-only">{texts.name}</span>
        </span>
        <span className="flex-1" />
        <ModelSelect models={models} />
        <LanguageSwitch />
        <button
          type="button"
          onClick={onNewChat}
          aria-label={texts.newChat}
          title={texts.newChat}
          className="-mr-2 grid size-10 place-items-center rounded-lg text-muted transition-colors duration-150 hover:bg-surface hover:text-ink"
        >
          <SquarePen className="size-4.5" aria-hidden />
        </button>
      </div>
    </header>
  );
}
