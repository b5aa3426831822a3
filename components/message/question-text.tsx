import { ChevronDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';

/** More than this was pasted, and is known to its reader: they want to see the answer. */
const LONG_TEXT = 3_000;
const MANY_LINES = 40;

/** The words of a question. Of very many the first are shown. */
export function QuestionText({ text }: { text: string }) {
  const t = useMessageTranslations();
  const bubble = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const long = text.length > LONG_TEXT || text.split('\n', MANY_LINES + 1).length > MANY_LINES;
  const toggle = () => {
    flushSync(() => setOpen(!open));
    if (open) bubble.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div ref={bubble} className="max-w-[85%] scroll-my-20 rounded-2xl bg-surface px-4 py-2">
      <div
        dir="auto"
        className={`wrap-break-word whitespace-pre-wrap ${long && !open ? 'max-h-56 overflow-hidden mask-b-from-60%' : ''}`}
        onScroll={() => setOpen(true)} // a search in the page has found something further down
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
