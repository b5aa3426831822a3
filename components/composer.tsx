import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isComposing } from '#lib/client/is-composing.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';

type ComposerProps = {
  /** An answer is being written: the button stops it. */
  running: boolean;
  stopping: boolean;
  /** The chat is not open yet; what is typed waits. */
  disabled: boolean;
  onSend(text: string): void;
  onStop(): void;
};

/**
 * Where a message is written. The text field keeps its own text, so that what is typed before the page is alive is not
 * lost. Enter sends, Shift+Enter breaks the line, and an input method's Enter does neither.
 */
export function Composer({ running, stopping, disabled, onSend, onStop }: ComposerProps) {
  const texts = useMessages();
  const field = useRef<HTMLTextAreaElement>(null);
  const [empty, setEmpty] = useState(true);

  useEffect(() => {
    setEmpty(field.current?.value.trim() === '');
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
  }, []);

  const send = () => {
    const text = field.current?.value.trim() ?? '';
    if (text === '' || running || disabled || field.current === null) return;
    field.current.value = '';
    setEmpty(true);
    onSend(text);
  };

  return (
    <form
      className="flex items-end gap-2 rounded-3xl border border-line bg-raised py-2 pr-2 pl-5 shadow-xs transition-colors duration-150 focus-within:border-accent/60"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        data-composer
        rows={1}
        aria-label={texts.message}
        placeholder={texts.placeholder}
        enterKeyHint="send"
        className="field-sizing-content max-h-[40dvh] min-h-9 flex-1 resize-none bg-transparent py-1 outline-none placeholder:text-muted"
        onInput={(event) => setEmpty(event.currentTarget.value.trim() === '')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
          event.preventDefault();
          send();
        }}
      />
      {running ? (
        <button
          type="button"
          onClick={onStop}
          disabled={stopping}
          aria-label={texts.stop}
          title={texts.stop}
          className="grid size-9 shrink-0 place-items-center rounded-full bg-ink text-page transition-opacity duration-150 disabled:opacity-40"
        >
          <Square className="size-3 fill-current" aria-hidden />
        </button>
      ) : (
        <button
          type="submit"
          disabled={empty || disabled}
          aria-label={texts.send}
          title={texts.send}
          className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-opacity duration-150 disabled:opacity-35"
        >
          <ArrowUp className="size-4.5" aria-hidden />
        </button>
      )}
    </form>
  );
}
