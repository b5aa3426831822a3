import { Mic, Square } from 'lucide-react';
import { useDictation } from '#lib/client/composer/use-dictation.ts';
import { showToast } from '#lib/client/shell/shell-state.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { SmallButton } from '../ui/small-button.tsx';

/** Adds dictated text to the composer. Not shown in browsers without speech recognition. */
export function DictationButton({ onText }: { onText(text: string): void }) {
  const { dictate, stopDictation, dictationFailed } = useShellTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const { supported, listening, toggle } = useDictation(language, onText, () => showToast(dictationFailed));
  if (!supported) return null;
  return (
    <SmallButton
      icon={listening ? Square : Mic}
      label={listening ? stopDictation : dictate}
      aria-pressed={listening}
      className={`size-9 rounded-full ${listening ? 'text-accent' : ''}`}
      onClick={toggle}
    />
  );
}
