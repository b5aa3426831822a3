import { ChevronDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';

/** Longer questions were probably pasted, so they are collapsed to leave room for the answer. */
const MAX_LENGTH = 3_000;
const MAX_LINES = 40;

/** The text of a question, collapsed if it is long. */
export function QuestionText({ text }: { text: string }) {
  const t = useMessageTranslations();
  const bubble = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const long = text.length > MAX_LENGTH || text.split('\n', MAX_LINES + 1).length > MAX_LINES;
  const toggle = () => {
    flushSync(() => setOpen(!open));
    if (open) bubble.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div ref={bubble} className="max-w-[85%] scroll-my-20 rounded-2xl bg-surface px-4 py-2">
      <div
        dir="auto"
        className={`wrap-break-word whitespace-pre-wrap ${long && !open ? 'max-h-56 overflow-hidden mask-b-from-60%' : ''}`}
        onScroll={() => setOpen(true)} // find-in-page scrolled to a match in the hidden part
      >
        {text}
      </div>
      {long && (
        <button
          type="button"
          aria-expanded={open}
          onClick={toggle}
          className="flex min-h-8 items-center gap-1 rounded-md text-sm text-accent underline-offset-4 hover:underline touch:min-h-11"
        >
          <ChevronDown className={`size-3.5 ${open ? 'rotate-180' : ''}`} aria-hidden />
          {open ? t.showLess : t.showAll}
        </button>
      )}
    </div>
  );
}
