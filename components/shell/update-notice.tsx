import { X } from 'lucide-react';
import { useState } from 'react';
import { useNewerBuild } from '#lib/client/shell/newer-build.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

/** Offers to reload the page once the server has a newer build. The draft is saved, and the answer goes on at the server. */
export function UpdateNotice() {
  const { update } = useShellTranslations();
  const { dismiss } = useTranslations();
  const isOut = useNewerBuild();
  const [isDismissed, setDismissed] = useState(false);
  return (
    <div
      role="status"
      aria-label={update.title}
      className="pointer-events-none fixed inset-x-4 top-16 z-20 flex justify-center"
    >
      {isOut && !isDismissed && (
        <div className="pointer-events-auto flex items-center gap-1 rounded-xl border border-line bg-raised py-1 pr-1 pl-4 text-sm shadow-lg">
          <span>{update.text}</span>
          <button
            type="button"
            className="h-9 shrink-0 rounded-lg px-3 font-medium text-accent hover:bg-surface touch:h-11"
            onClick={() => location.reload()}
          >
            {update.reload}
          </button>
          <button
            type="button"
            aria-label={dismiss}
            className="grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:bg-surface hover:text-ink touch:size-11"
            onClick={() => setDismissed(true)}
          >
            <X className="size-4" aria-hidden />
          </button>
        </div>
      )}
    </div>
  );
}
