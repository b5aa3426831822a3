import { SquarePen } from 'lucide-react';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

/** Says that this browser does not have the chat of the address, and offers a new one. */
export function UnknownChat({ onNewChat }: { onNewChat(): void }) {
  const t = useShellTranslations();
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 py-10 text-center">
      <h1 className="text-xl font-medium tracking-tight">{t.unknownChat}</h1>
      <p className="text-balance text-muted">{t.unknownChatHint}</p>
      <button
        type="button"
        onClick={onNewChat}
        className="mt-2 flex h-11 items-center gap-2 rounded-xl bg-accent px-5 text-on-accent"
      >
        <SquarePen className="size-4" aria-hidden />
        {t.startChat}
      </button>
    </div>
  );
}
