import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';

type ReasoningProps = {
  text: string;
  streaming: boolean;
  /** How long the model reasoned, in milliseconds, if known. */
  thoughtMs: number | undefined;
};

/** The model's reasoning: expanded while it streams, then collapsed, unless the user toggles it. */
export function Reasoning({ text, streaming, thoughtMs }: ReasoningProps) {
  const t = useRunTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const [choice, setChoice] = useState<boolean>();
  const open = choice ?? streaming;
  if (text === '' && !streaming) return null;
  const seconds = Math.round((thoughtMs ?? 0) / 1_000);
  const summary = streaming
    ? t.thinking
    : seconds >= 1
      ? t.thoughtFor(new Intl.NumberFormat(language).format(seconds))
      : t.reasoning;
  return (
    <details
      open={open}
      className="group text-sm text-muted"
      // Find-in-page can expand it too.
      onToggle={(event) => {
        if (event.currentTarget.open !== open) setChoice(event.currentTarget.open);
      }}
    >
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-md py-1 transition-colors duration-150 hover:text-ink">
        <ChevronRight
          className="size-3.5 transition-transform duration-150 group-open:rotate-90"
          aria-hidden
        />
        {summary}
      </summary>
      <div className="mt-1 border-l-2 border-line pl-4 wrap-break-word whitespace-pre-wrap" dir="auto">
        {text}
        {streaming && <span className="caret" aria-hidden="true" />}
      </div>
    </details>
  );
}
