import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { closeToast, useShellState } from '#lib/client/shell/shell-state.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

/** Shows the current toast. It never takes the focus, and its timer stops while it is hovered or focused. */
export function Toaster() {
  const t = useShellTranslations();
  const { dismiss } = useTranslations();
  const { toast } = useShellState();
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (toast === undefined || paused) return;
    const timer = setTimeout(closeToast, toast.milliseconds);
    return () => clearTimeout(timer);
  }, [toast, paused]);

  return (
    <div
      className="pointer-events-none fixed inset-x-0 bottom-48 z-50 flex justify-center px-4"
      role="status"
      aria-label={t.notices}
    >
      {toast && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only pauses the timer while the toast is hovered or focused
        <div
          className="pointer-events-auto flex max-w-full animate-fade-in items-center gap-1 rounded-xl border border-line bg-raised py-1 pr-1 pl-4 text-sm shadow-lg"
          onPointerEnter={() => setPaused(true)}
          onPointerLeave={() => setPaused(false)}
          onFocus={() => setPaused(true)}
          onBlur={() => setPaused(false)}
        >
          <span className="min-w-0 truncate">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="h-9 rounded-lg px-3 font-medium text-accent hover:bg-surface touch:h-11"
              onClick={() => {
                setPaused(false);
                closeToast();
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button
            type="button"
            aria-label={dismiss}
            className="grid size-9 place-items-center rounded-lg text-muted hover:bg-surface hover:text-ink touch:size-11"
            onClick={() => {
              setPaused(false);
              closeToast();
            }}
          >
            <X className="size-4" aria-hidden />
          </button>
        </div>
      )}
    </div>
  );
}
