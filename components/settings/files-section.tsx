import { useEffect, useRef } from 'react';
import type { ImportOutcome } from '#lib/client/history/transfer/import-messages.ts';
import {
  cancelImport,
  dismissImportOutcome,
  startImport,
  useImport,
} from '#lib/client/shell/running-import.ts';
import { useChatActions } from '#lib/client/shell/use-chat-actions.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { FileInput } from '../ui/file-input.tsx';
import { BUTTON } from './fields/field.tsx';

/** Gives the progress bar the same look in all browsers, which have different pseudo-elements for its filled part. */
const BAR =
  'appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&:indeterminate::-moz-progress-bar]:bg-line';

/** Exports all chats to a file and imports chats from one. */
export function FilesSection() {
  const { settings } = useShellTranslations();
  const { notImported, storageErrors } = useDeferredTranslations();
  const actions = useChatActions();
  const { running, cancelling, outcome } = useImport();
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => dismissImportOutcome, []);

  const describeOutcome = (outcome: ImportOutcome) => {
    if ('report' in outcome) return settings.imported(outcome.report);
    if ('cancelled' in outcome) return settings.importCancelled;
    return 'problem' in outcome ? storageErrors[outcome.problem] : notImported[outcome.error];
  };
  const failed = outcome && ('problem' in outcome || 'error' in outcome);
  return (
    <section className="mb-6">
      <h3 className="mb-1 text-sm font-medium">{settings.files}</h3>
      <p className="mb-3 text-sm text-muted">{settings.filesHint}</p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className={BUTTON} onClick={() => void actions.exportAll()}>
          {settings.exportAll}
        </button>
        {/* One button for both, so that it keeps the focus when an import starts or ends. */}
        <button
          type="button"
          className={BUTTON}
          disabled={cancelling}
          onClick={() => (running ? cancelImport() : picker.current?.click())}
        >
          {running ? settings.cancelImport : settings.import}
        </button>
        <FileInput
          ref={picker}
          accept=".json,.zip,application/json,application/zip"
          label={settings.import}
          onChoose={(file) => void startImport(file)}
        />
      </div>
      <p role="status" className={`mt-3 text-[0.9375rem] empty:sr-only ${failed ? 'text-danger' : ''}`}>
        {running ? settings.importing : outcome && describeOutcome(outcome)}
      </p>
      {running && <ImportProgress />}
    </section>
  );
}

function ImportProgress() {
  const { settings } = useShellTranslations();
  const { progress } = useImport();
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 text-sm text-muted">
      <progress
        aria-label={settings.importing}
        className={`h-1.5 min-w-40 flex-1 ${BAR}`}
        max={progress?.total}
        value={progress?.done}
      />
      <span className="tabular-nums">
        {progress ? settings.chatsOf(progress.done, progress.total) : settings.readingFile}
      </span>
    </div>
  );
}
