import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale } from '#lib/i18n/use-messages.tsx';
import { useTalkTexts } from '#lib/i18n/use-talk-texts.ts';

/** Offers to make a file of a text that is very long. It can be sent as it is, too. */
export function LongText({ length, onAttach }: { length: number; onAttach(): void }) {
  const texts = useTalkTexts();
  const language = LANGUAGE_TAGS[useLocale()];
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
