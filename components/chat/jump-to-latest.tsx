import { ArrowDown } from 'lucide-react';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';

type JumpToLatestProps = { hasNewContent: boolean; onClick(): void };

/** A button for a reader who has scrolled up: returns to the bottom, and says when there is new content. */
export function JumpToLatest({ hasNewContent, onClick }: JumpToLatestProps) {
  const t = useMessageTranslations();
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={hasNewContent ? undefined : t.jumpToLatest}
      title={t.jumpToLatest}
      className={`absolute -top-6 left-1/2 flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised text-sm whitespace-nowrap shadow-sm transition-colors duration-150 hover:text-ink touch:h-11 ${hasNewContent ? 'pr-4 pl-3 text-accent' : 'w-9 justify-center text-muted touch:w-11'}`}
    >
      <ArrowDown className="size-4" aria-hidden />
      {hasNewContent && t.newContent}
    </button>
  );
}
