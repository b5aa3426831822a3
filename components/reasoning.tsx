import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '#lib/i18n/use-messages.tsx';

/** The model's thoughts: open while it thinks, closed when it answers, unless the reader decides otherwise. */
export function Reasoning({ text, streaming }: { text: string; streaming: boolean }) {
  const texts = useMessages();
  const [choice, setChoice] = useState<boolean>();
  const open = choice ?? streaming;
  if (text === '' && !streaming) return null;
  return (
    <details
      open={open}
      className="group text-sm text-muted"
      onToggle={(event) => {
        if (event.currentTarget.open !== open) setChoice(event.currentTarget.open);
      }}
    >
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-md py-1 transition-colors duration-150 hover:text-ink">
        <ChevronRight
          className="size-3.5 transition-transform duration-150 group-open:rotate-90"
          aria-hidden
        />
        {streaming ? texts.reasoningNow : texts.reasoning}
      </summary>
      <div className="mt-1 border-l-2 border-line pl-4 wrap-break-word whitespace-pre-wrap" dir="auto">
        {text}
        {streaming && <span className="caret" aria-hidden="true" />}
      </div>
    </details>
  );
}
