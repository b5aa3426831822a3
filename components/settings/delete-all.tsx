import { AlertDialog } from 'radix-ui';
import { useChatActions } from '#lib/client/shell/use-chat-actions.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { BUTTON } from './fields/field.tsx';

type DeleteAllProps = { onNewChat(): void; onFail(error: unknown): void };

/** Deletes all chats after a confirmation dialog. A toast offers to undo it. */
export function DeleteAll({ onNewChat, onFail }: DeleteAllProps) {
  const { settings } = useShellTranslations();
  const { removeAll } = useChatActions();
  return (
    <section>
      <h3 className="mb-1 text-sm font-medium">{settings.deleteAll}</h3>
      <p className="mb-3 text-sm text-muted">{settings.deleteAllHint}</p>
      <AlertDialog.Root>
        <AlertDialog.Trigger className={`${BUTTON} text-danger`}>
          {settings.deleteAllButton}
        </AlertDialog.Trigger>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40" />
          <AlertDialog.Content className="fixed inset-x-4 top-[20dvh] z-50 mx-auto flex max-h-[70dvh] max-w-md animate-fade-in flex-col gap-2 overflow-y-auto rounded-2xl border border-line bg-raised p-5 shadow-xl outline-none">
            <AlertDialog.Title className="text-base font-medium">{settings.deleteAllTitle}</AlertDialog.Title>
            <AlertDialog.Description className="text-[0.9375rem] text-pretty text-muted">
              {settings.deleteAllConsequence}
            </AlertDialog.Description>
            <div className="mt-3 flex flex-wrap justify-end gap-2">
              <AlertDialog.Cancel className={BUTTON}>{settings.deleteAllCancel}</AlertDialog.Cancel>
              <AlertDialog.Action
                className="min-h-10 rounded-lg bg-danger px-4 text-[0.9375rem] text-page transition-opacity duration-150 hover:opacity-90 touch:min-h-11"
                onClick={(event) => {
                  // Ignore the second click of a double click on the button that opened the dialog.
                  if (event.detail > 1) return event.preventDefault();
                  removeAll(onNewChat).catch(onFail);
                }}
              >
                {settings.deleteAllConfirm}
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </section>
  );
}
