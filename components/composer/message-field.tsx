import type { ClipboardEvent, KeyboardEvent } from 'react';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ComposerState } from './use-composer.ts';

/** A text field becomes slow with more than this; longer pastes are attached as a file. */
const MAX_PASTE = 200_000;

type MessageFieldProps = { composer: ComposerState; onEditLast(): void };

/** The text field. Enter sends and Shift+Enter starts a new line, except where an input method uses the key. */
export function MessageField({ composer, onEditLast }: MessageFieldProps) {
  const t = useTranslations();
  const { field, files, pending, attachText, setText, send } = composer;

  const onPaste = (event: ClipboardEvent) => {
    const pasted = Array.from(event.clipboardData.files);
    const text = event.clipboardData.getData('text/plain');
    // Office programs add a picture of the copied text; with text on the clipboard, the files are ignored.
    if (text.length > MAX_PASTE) attachText(text);
    else if (pasted.length > 0 && text === '') pending.add(pasted);
    else return;
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'ArrowUp' && event.currentTarget.value === '' && files.length === 0) {
      event.preventDefault();
      onEditLast();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <textarea
      ref={field}
      id="composer"
      data-composer
      autoComplete="off" // on reload Firefox would otherwise restore text from another chat
      rows={1}
      aria-label={t.message}
      placeholder={t.placeholder}
      enterKeyHint="send"
      dir="auto"
      className="field-sizing-content block max-h-[40dvh] min-h-12.5 w-full resize-none bg-transparent px-3 pt-2 pb-3 outline-none placeholder:text-muted"
      onInput={(event) => setText(event.currentTarget.value)}
      onPaste={onPaste}
      onKeyDown={onKeyDown}
    />
  );
}
