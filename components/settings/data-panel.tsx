import { useCallback, useEffect, useState } from 'react';
import { readStorageUsage, type StorageUsage } from '#lib/client/history/storage.ts';
import { classifyStorageError } from '#lib/client/history/storage-problem.ts';
import { useImport } from '#lib/client/shell/running-import.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { DeleteAll } from './delete-all.tsx';
import { BUTTON } from './fields/field.tsx';
import { FilesSection } from './files-section.tsx';
import { RecordingSection } from './recording-section.tsx';
import { SignOut } from './sign-out.tsx';

type DataPanelProps = { signedInAs: string | undefined; onNewChat(): void };

/** Storage usage, import and export, the deletion of all chats, and signing out. */
export function DataPanel({ signedInAs, onNewChat }: DataPanelProps) {
  const { settings } = useShellTranslations();
  const { storageErrors } = useDeferredTranslations();
  const tag = LANGUAGE_TAGS[useLocale()];
  const { outcome } = useImport();
  const [usage, setUsage] = useState<StorageUsage>();
  const [notice, setNotice] = useState<{ text: string; failed?: boolean }>();
  const measure = useCallback(async () => setUsage(await readStorageUsage()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a finished import changes it
  useEffect(() => void measure(), [measure, outcome]);
  return (
    <>
      <section className="mb-6">
        <h3 className="mb-1 text-sm font-medium">{settings.storage}</h3>
        {usage && (
          <p className="mb-3 text-[0.9375rem]">
            {settings.used(formatBytes(usage.used, tag), formatBytes(usage.quota, tag))}{' '}
            <span className="text-muted">
              {usage.persistent ? settings.persistent : settings.notPersistent}
            </span>
          </p>
        )}
        {usage && !usage.persistent && (
          <button
            type="button"
            className={BUTTON}
            onClick={async () => {
              const granted = await navigator.storage.persist();
              setNotice({ text: granted ? settings.persistent : settings.persistRefused });
              await measure();
            }}
          >
            {settings.persist}
          </button>
        )}
      </section>
      <FilesSection />
      <RecordingSection />
      <p
        role="status"
        className={`mb-6 text-[0.9375rem] empty:sr-only ${notice?.failed ? 'text-danger' : ''}`}
      >
        {notice?.text}
      </p>
      <DeleteAll
        onNewChat={onNewChat}
        onFail={(error) => setNotice({ text: storageErrors[classifyStorageError(error)], failed: true })}
      />
      {signedInAs !== undefined && <SignOut name={signedInAs} />}
    </>
  );
}

function formatBytes(bytes: number, tag: string): string {
  const [unit, size] = bytes < 1_000_000_000 ? ['megabyte', 1_000_000] : ['gigabyte', 1_000_000_000];
  const maximumFractionDigits = bytes < 10 * size ? 1 : 0;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits }).format(bytes / size);
}
