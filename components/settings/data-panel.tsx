import { useCallback, useEffect, useState } from 'react';
import { readStorageUsage, type StorageUsage } from '#lib/client/history/storage.ts';
import { classifyStorageError } from '#lib/client/history/storage-problem.ts';
import { useImport } from '#lib/client/shell/running-import.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { DeleteAll } from './delete-all.tsx';
import { BUTTON } from './field.tsx';
import { FilesSection } from './files-section.tsx';

/** What this browser keeps: how much, for how long, in and out of files, and how to be rid of it. */
export function DataPanel() {
  const { settings } = useShellTranslations();
  const { storageErrors } = useDeferredTranslations();
  const tag = LANGUAGE_TAGS[useLocale()];
  const { outcome } = useImport();
  const [use, setUse] = useState<StorageUsage>();
  const [notice, setNotice] = useState<{ text: string; failed?: boolean }>();
  const measure = useCallback(async () => setUse(await readStorageUsage()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an import that ended has changed it
  useEffect(() => void measure(), [measure, outcome]);
  return (
    <>
      <section className="mb-6">
        <h3 className="mb-1 text-sm font-medium">{settings.storage}</h3>
        {use && (
          <p className="mb-3 text-[0.9375rem]">
            {settings.used(amountOf(use.used, tag), amountOf(use.quota, tag))}{' '}
            <span className="text-muted">
              {use.persistent ? settings.persistent : settings.notPersistent}
            </span>
          </p>
        )}
        {use && !use.persistent && (
          <button
            type="button"
            className={BUTTON}
            onClick={async () => {
              const kept = await navigator.storage.persist();
              setNotice({ text: kept ? settings.persistent : settings.persistRefused });
              await measure();
            }}
          >
            {settings.persist}
          </button>
        )}
      </section>
      <FilesSection />
      <p
        role="status"
        className={`mb-6 text-[0.9375rem] empty:hidden ${notice?.failed ? 'text-danger' : ''}`}
      >
        {notice?.text}
      </p>
      <DeleteAll
        onFail={(error) => setNotice({ text: storageErrors[classifyStorageError(error)], failed: true })}
      />
    </>
  );
}

function amountOf(bytes: number, tag: string): string {
  const [unit, size] = bytes < 1_000_000_000 ? ['megabyte', 1_000_000] : ['gigabyte', 1_000_000_000];
  const maximumFractionDigits = bytes < 10 * size ? 1 : 0;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits }).format(bytes / size);
}
