import { X } from 'lucide-react';
import { buffering, installBufferingGuard } from '#lib/client/run/polling/buffering-guard.ts';
import { useBufferingNotice } from '#lib/client/run/polling/use-buffering-notice.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

installBufferingGuard();

/** Says once that a proxy holds answers back, until the reader dismisses it. */
export function BufferingNotice() {
  const t = useRunTranslations();
  const { dismiss } = useTranslations();
  if (!useBufferingNotice()) return null;
  return (
    <p className="flex items-center gap-x-2 text-sm text-muted">
      {t.buffered}
      <button
        type="button"
        aria-label={dismiss}
        onClick={() => buffering.dismissNotice()}
        className="grid size-7 shrink-0 place-items-center rounded-md hover:bg-surface hover:text-ink touch:size-11"
      >
        <X className="size-4" aria-hidden />
      </button>
    </p>
  );
}
