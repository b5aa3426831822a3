import { memo, useCallback } from 'react';
import type { DraftKey } from '#lib/client/composer/drafts.ts';
import { useFileDrop } from '#lib/client/composer/use-file-drop.ts';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import { AttachButton, SendButtons } from './composer-buttons.tsx';
import { MessageField } from './message-field.tsx';
import { type ComposerState, useComposer } from './use-composer.ts';

const composerParts = lazyValue(() => import('./composer-parts.ts'));
const dictation = lazyValue(async () => {
  await new Promise<void>(whenIdle);
  return import('./dictation-button.tsx');
});

/** Longer text was pasted rather than typed, so the composer offers to attach it as a file. */
const LONG_PASTE = 20_000;

type ComposerProps = {
  /** Identifies the draft to restore and save. */
  draftKey: DraftKey;
  /** An answer is being written: the button stops it, and a new question is queued. */
  running: boolean;
  stopping: boolean;
  /** The chat is still being opened: text can be typed but not sent. */
  disabled: boolean;
  /** The model that gets the next question. It determines which files can be attached. */
  model: ModelInfo | undefined;
  onSend(parts: ChatMessage['parts']): void;
  onStop(): void;
  onEditLast(): void;
};

/** The form in which a question is written, with its attachments. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { draftKey, running, stopping, disabled, model, onSend, onStop, onEditLast } = props;
  const t = useTranslations().composer;
  const composer = useComposer({ draftKey, model, disabled, onSend });
  const { pending, canSend } = composer;
  const { dragging } = useFileDrop(useCallback((files) => pending.add(files), [pending]));
  return (
    <form
      className={`rounded-3xl border bg-raised p-2 shadow-soft transition-colors duration-150 focus-within:border-accent ${dragging ? 'border-accent' : 'border-edge'}`}
      onSubmit={(event) => {
        event.preventDefault();
        composer.send();
      }}
    >
      {dragging && <p className="px-3 pb-2 text-sm text-accent">{t.dropHere}</p>}
      <Attachments composer={composer} />
      <MessageField composer={composer} onEditLast={onEditLast} />
      <div className="flex items-center gap-1">
        <AttachButton onFiles={(files) => pending.add(files)} />
        <span className="flex-1" />
        <LazyPart part={dictation} quiet>
          {({ DictationButton }) => <DictationButton onText={composer.appendText} />}
        </LazyPart>
        <SendButtons running={running} stopping={stopping} canSend={canSend} onStop={onStop} />
      </div>
    </form>
  );
});

function Attachments({ composer }: { composer: ComposerState }) {
  const t = useTranslations().composer;
  const { files, length, pending, warnings } = composer;
  return (
    <>
      {files.length > 0 && (
        <LazyPart
          part={composerParts}
          instead={<p className="truncate px-3 text-sm">{files.map(({ name }) => name).join(', ')}</p>}
          cancel={{ label: t.removeFiles, onClick: () => pending.clear() }}
          className="px-3 pb-2"
        >
          {({ AttachmentTray }) => (
            <AttachmentTray files={files} warnings={warnings} onRemove={(id) => pending.remove(id)} />
          )}
        </LazyPart>
      )}
      {length >= LONG_PASTE && (
        <LazyPart part={composerParts} className="px-3 pb-2">
          {({ LongPasteNotice }) => <LongPasteNotice length={length} onAttach={composer.moveTextToFile} />}
        </LazyPart>
      )}
    </>
  );
}
