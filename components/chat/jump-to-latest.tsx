import { ArrowDown } from 'lucide-react';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

/** The way back down for a reader who went up, which says when there is something new. */
export function JumpToLatest({ news, onClick }: { news: boolean; onClick(): void }) {
  const texts = useTranslations();
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={news ? undefined : texts.jumpToLatest}
      title={texts.jumpToLatest}
      className={`absolute -top-6 left-1/2 flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised text-sm whitespace-nowrap shadow-sm transition-colors duration-150 hover:text-ink touch:h-11 ${news ? 'pr-4 pl-3 text-accent' : 'w-9 justify-center text-muted touch:w-11'}`}
    >
      <ArrowDown className="size-4" aria-hidden />
      {news && texts.newContent}
    </button>
  );
}
