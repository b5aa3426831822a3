import { formatNumber } from '#lib/client/platform/format-number.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';

/** Offers to attach very long text as a file. */
export function LongPasteNotice({ length, onAttach }: { length: number; onAttach(): void }) {
  const t = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  return (
    <p className="flex flex-wrap gap-x-3 px-3 pb-2 text-sm text-muted">
      {t.longMessage(formatNumber(language, length))}
      <button
        type="button"
        onClick={onAttach}
        className="touch-area rounded-md text-accent underline-offset-4 hover:underline"
      >
        {t.attachAsFile}
      </button>
    </p>
  );
}
