import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale, useMessages } from '#lib/i18n/use-messages.tsx';

/** Longer than anyone types: it was pasted, and may be a file. */
const LONG = 20_000;

/** Offers to make a file of a text that is very long. It can be sent as it is, too. */
export function LongText({ length, onAttach }: { length: number; onAttach(): void }) {
  const { talk: texts } = useMessages();
  const language = LANGUAGE_TAGS[useLocale()];
  if (length < LONG) return null;
  return (
    <p className="flex flex-wrap gap-x-3 px-3 pb-2 text-sm text-muted">
      {texts.longText(new Intl.NumberFormat(language).format(length))}
      <button
        type="button"
        onClick={onAttach}
        className="rounded-md text-accent underline-offset-4 hover:underline"
      >
        {texts.makeFile}
      </button>
    </p>
  );
}
