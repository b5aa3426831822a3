import { ArrowUp, CornerDownLeft, Mic, Paperclip, Square } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { getPendingFiles } from '#lib/client/attachments/pending-files.ts';
import { useAttachmentWarnings } from '#lib/client/attachments/use-attachment-warnings.ts';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import { type DraftKey, Drafts } from '#lib/client/composer/drafts.ts';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { updateTextDirection } from '#lib/client/composer/text-direction.ts';
import { useDictation } from '#lib/client/composer/use-dictation.ts';
import { useFileDrop } from '#lib/client/composer/use-file-drop.ts';
import { scrollPage } from '#lib/client/reading/scroll-page.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale, useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import { SmallButton } from '../ui/small-button.tsx';

const composerParts = lazyValue(() => import('./composer-parts.ts'));

/** Longer than anyone types: it was pasted, and may be a file. */
const LONG_TEXT = 20_000;
/** More than a text field bears: it comes as a file, which is refused with a word when it is too large. */
const MOST_TEXT = 200_000;

const drafts = new Drafts();
const ROUND =
  'grid size-9 shrink-0 place-items-center rounded-full transition-opacity duration-150 touch:size-11';

type ComposerProps = {
  /** Whose draft this is. */
  draftKey: DraftKey;
  /** An answer is being written: the button stops it, and what is sent waits for its end. */
  running: boolean;
  stopping: boolean;
  /** The chat is not open yet; what is typed waits. */
  disabled: boolean;
  /** The model that is asked next: it decides what can be attached. */
  model: ModelInfo | undefined;
  onSend(parts: ChatMessage['parts']): void;
  onStop(): void;
  /** The reader wants to change the last question. */
  onEditLast(): void;
};

/**
 * Where a message is written. The text field keeps its own text, so that what is typed before the page is alive is not
 * lost. Enter sends, Shift+Enter breaks the line, and an input method's Enter does neither.
 */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { draftKey, running, stopping, disabled, model, onSend, onStop, onEditLast } = props;
  const texts = useTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [length, setLength] = useState(0);
  const pending = getPendingFiles(draftKey);
  const files = useSyncExternalStore(pending.subscribe, pending.getFiles, pending.getFiles);
  const complaints = useAttachmentWarnings(files, model);
  const { dragging } = useFileDrop(useCallback((dropped) => pending.add(dropped), [pending]));

  const changed = useCallback(() => {
    if (field.current === null) return;
    setLength(field.current.value.trim().length);
    updateTextDirection(field.current);
    drafts.write(draftKey, field.current.value);
  }, [draftKey]);
  const attachText = (text: string) =>
    pending.add([new File([text], texts.composer.pastedFile, { type: 'text/plain' })]);
  const dictation = useDictation(language, (text) => {
    if (field.current === null) return;
    const before = field.current.value;
    field.current.value = before === '' || /\s$/.test(before) ? before + text : `${before} ${text}`;
    changed();
  });

  useEffect(() => drafts.flushOnHide(), []);
  useEffect(() => {
    const { current } = field;
    if (current === null) return;
    // What was typed before the page was alive is newer than any draft.
    if (current.value === '') current.value = drafts.read(draftKey);
    setLength(current.value.trim().length);
    updateTextDirection(current);
    if (matchMedia('(hover: hover)').matches) current.focus({ preventScroll: true });
  }, [draftKey]);

  const reading = files.some(({ state }) => state === 'reading' || state === 'unread');
  const ready = files.some(({ state }) => state === 'ready');
  const tooHeavy = complaints.some(({ code }) => code === 'too-large');
  const sendable = (length > 0 || ready) && !reading && !tooHeavy && !disabled;

  const send = () => {
    const text = field.current?.value.trim() ?? '';
    if (!sendable || field.current === null) return;
    const parts: ChatMessage['parts'] = [
      ...pending.take(),
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ];
    field.current.value = '';
    updateTextDirection(field.current);
    setLength(0);
    drafts.clear(draftKey);
    onSend(parts);
  };

  return (
    <form
      className={`rounded-3xl border bg-raised p-2 shadow-xs transition-colors duration-150 focus-within:border-accent/60 ${dragging ? 'border-accent' : 'border-line'}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {dragging && <p className="px-3 pb-2 text-sm text-accent">{texts.composer.dropHere}</p>}
      {files.length > 0 && (
        <LazyPart
          part={composerParts}
          instead={<p className="truncate px-3 text-sm">{files.map(({ name }) => name).join(', ')}</p>}
          cancel={{ label: texts.composer.removeFiles, onClick: () => pending.clear() }}
          className="px-3 pb-2"
        >
          {({ AttachmentTray }) => (
            <AttachmentTray files={files} complaints={complaints} onRemove={(id) => pending.remove(id)} />
          )}
        </LazyPart>
      )}
      {length >= LONG_TEXT && (
        <LazyPart part={composerParts} className="px-3 pb-2">
          {({ LongPasteNotice }) => (
            <LongPasteNotice
              length={length}
              onAttach={() => {
                if (field.current === null) return;
                attachText(field.current.value);
                field.current.value = '';
                changed();
                field.current.focus();
              }}
            />
          )}
        </LazyPart>
      )}
      {dictation.failed && <p className="px-3 pb-1 text-sm text-danger">{texts.composer.dictationFailed}</p>}
      <div className="flex items-end gap-1">
        <SmallButton
          icon={Paperclip}
          label={texts.composer.attach}
          className="size-9 rounded-full"
          onClick={() => picker.current?.click()}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={texts.composer.attach}
          onChange={(event) => {
            pending.add(event.currentTarget.files ?? []);
            event.currentTarget.value = ''; // the same file can be chosen again
            returnToComposer(); // for the words that go with it
          }}
        />
        <textarea
          ref={field}
          data-composer
          autoComplete="off" // or Firefox puts back at a reload what was written in another chat
          rows={1}
          aria-label={texts.message}
          placeholder={texts.placeholder}
          enterKeyHint="send"
          dir="auto"
          className="field-sizing-content max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-1 py-1 outline-none placeholder:text-muted touch:py-2"
          onInput={changed}
          onPaste={(event) => {
            const pasted = Array.from(event.clipboardData.files);
            const text = event.clipboardData.getData('text/plain');
            // Office programs put a picture of the text beside the text; then the text is meant.
            if (text.length > MOST_TEXT) attachText(text);
            else if (pasted.length > 0 && text === '') pending.add(pasted);
            else return;
            event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            const isEmpty = event.currentTarget.value === '';
            if (event.key === 'ArrowUp' && isEmpty && files.length === 0) {
              event.preventDefault();
              onEditLast();
            }
            if (isEmpty && scrollPage(event.nativeEvent)) event.preventDefault();
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            send();
          }}
        />
        {dictation.supported && (
          <SmallButton
            icon={dictation.listening ? Square : Mic}
            label={dictation.listening ? texts.composer.stopDictation : texts.composer.dictate}
            aria-pressed={dictation.listening}
            className={`size-9 rounded-full ${dictation.listening ? 'text-accent' : ''}`}
            onClick={dictation.toggle}
          />
        )}
        {running && sendable && (
          <button
            type="submit"
            aria-label={texts.composer.queue}
            title={texts.composer.queue}
            className={`${ROUND} bg-accent text-on-accent`}
          >
            <CornerDownLeft className="size-4" aria-hidden />
          </button>
        )}
        {running ? (
          <button
            type="button"
            onClick={onStop}
            disabled={stopping}
            aria-label={texts.stop}
            title={texts.stop}
            className={`${ROUND} bg-ink text-page disabled:opacity-40`}
          >
            <Square className="size-3 fill-current" aria-hidden />
          </button>
        ) : (
          <button
            type="submit"
            disabled={!sendable}
            aria-label={texts.send}
            title={texts.send}
            className={`${ROUND} bg-accent text-on-accent disabled:opacity-35`}
          >
            <ArrowUp className="size-4.5" aria-hidden />
          </button>
        )}
      </div>
    </form>
  );
});
