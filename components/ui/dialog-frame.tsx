import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { closeOverlay, restoreFocus } from '#lib/client/shell/shell-state.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

type DialogFrameProps = {
  title: string;
  /** Hides the title bar; the title is only read out by screen readers. */
  bare?: boolean;
  wide?: boolean;
  onClose?: () => void;
  children: ReactNode;
};

/** A modal dialog. On phones it fills the screen. */
export function DialogFrame(props: DialogFrameProps) {
  const { title, bare = false, wide = false, onClose = closeOverlay, children } = props;
  const t = useShellTranslations();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade-in bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={restoreFocus}
          className={`fixed inset-x-0 sm:inset-x-4 z-40 mx-auto flex animate-fade-in flex-col overflow-hidden border-line bg-raised shadow-xl outline-none sm:rounded-2xl sm:border ${
            bare
              ? 'top-0 max-h-dvh max-w-xl sm:top-[12dvh] sm:max-h-[70dvh]'
              : `inset-y-0 sm:inset-y-auto sm:top-[8dvh] sm:max-h-[84dvh] ${wide ? 'max-w-3xl sm:h-[40rem]' : 'max-w-lg'}`
          }`}
        >
          {bare ? (
            <Dialog.Title className="sr-only">{title}</Dialog.Title>
          ) : (
            <div className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-5">
              <Dialog.Title className="flex-1 text-base font-medium">{title}</Dialog.Title>
              <Dialog.Close
                aria-label={t.close}
                className="grid size-10 place-items-center rounded-lg text-muted -outline-offset-2 hover:bg-surface hover:text-ink touch:size-11"
              >
                <X className="size-4.5" aria-hidden />
              </Dialog.Close>
            </div>
          )}
          {children}
          {bare && (
            // Phones have no Escape key. Last in the dialog, so that the text field gets the focus first.
            <div className="mt-auto border-t border-line p-2 sm:hidden">
              <Dialog.Close className="min-h-11 w-full rounded-lg text-[0.9375rem] text-muted hover:bg-surface">
                {t.close}
              </Dialog.Close>
            </div>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
