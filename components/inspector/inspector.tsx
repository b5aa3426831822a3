import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { getInspectedRun } from '#lib/client/recording/inspected-run.ts';
import { useRecording } from '#lib/client/recording/use-recording.ts';
import { closeOverlay, restoreFocus } from '#lib/client/shell/shell-state.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { InspectorToolbar } from './inspector-toolbar.tsx';
import { RecordingPanels } from './recording-panels.tsx';

/** How one answer streamed, in a drawer: live while it does, and as a past run or a file. */
export function Inspector() {
  const t = useInspectorTranslations();
  const { close } = useShellTranslations();
  const runId = getInspectedRun();
  const { state, problem, open } = useRecording(runId);
  const recording = state.name === 'shown' ? state.recording : undefined;
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade-in bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault(); // what is first changes once the recording is read
            (event.currentTarget as HTMLElement).focus();
          }}
          onCloseAutoFocus={restoreFocus}
          className="fixed inset-y-0 right-0 z-40 flex w-full animate-fade-in flex-col border-line bg-raised shadow-xl outline-none sm:border-l"
          style={{ maxWidth: '60rem' }}
        >
          <div className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-5">
            <Dialog.Title className="min-w-0 truncate text-base font-medium">{t.title}</Dialog.Title>
            <span className="min-w-0 flex-1 truncate text-sm text-muted" role="status">
              {recording && !recording.isOwn && t.imported}
              {recording?.isLive && t.live}
            </span>
            <InspectorToolbar recording={recording} onOpen={open} />
            <Dialog.Close
              aria-label={close}
              className="grid size-10 place-items-center rounded-lg text-muted -outline-offset-2 hover:bg-surface hover:text-ink touch:size-11"
            >
              <X className="size-4.5" aria-hidden />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-5 pb-[max(1rem,env(safe-area-inset-bottom))]">
            <p role="alert" className="mb-4 text-[0.9375rem] text-danger empty:hidden">
              {problem && t.notImported(problem)}
            </p>
            {state.name === 'reading' && <p className="text-muted">{t.reading}</p>}
            {state.name === 'failed' && <p className="text-danger">{t.failed}</p>}
            {state.name === 'missing' && (
              <>
                <p className="mb-1 text-[0.9375rem]">{t.missing}</p>
                <p className="text-sm text-pretty text-muted">{t.missingHint}</p>
              </>
            )}
            {recording && <RecordingPanels recording={recording} />}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
