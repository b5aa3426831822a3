import { KeyRound } from 'lucide-react';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

/** Says that the chosen model is asked with the reader's own API key. */
export function OwnKeyMark() {
  const { models } = useShellTranslations();
  return (
    <span className="flex shrink-0 items-center gap-1 px-1 text-xs text-muted">
      <KeyRound className="size-3.5" aria-hidden />
      {models.yourKey}
    </span>
  );
}
