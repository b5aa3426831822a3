import { useEffect, useRef } from 'react';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { updateTextDirection } from '#lib/client/composer/text-direction.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { FileParts } from './file-parts.tsx';
import { useBusy, useMessageActions } from './message-actions-context.ts';

/** Edits a question in place. Its files are kept. */
export function QuestionEditor({ question }: { question: ChatMessage }) {
  const t = useMessageTranslations();
  const actions = useMessageActions();
  const busy = useBusy();
  const field = useRef<HTMLTextAreaElement>(null);
  const files = question.parts.filter((part) => part.type === 'file');

  useEffect(() => {
    const { current } = field;
    if (current === null) return;
    updateTextDirection(current);
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
  }, []);

  const send = () => {
    const text = field.current?.value.trim() ?? '';
    if ((text === '' && files.length === 0) || busy) return;
    actions.beginEdit();
    actions.edit(question.id, [...files, ...(text === '' ? [] : [{ type: 'text' as const, text }])]);
  };

  return (
    <form
      className="flex w-full flex-col gap-2 rounded-2xl bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <FileParts files={files} />
      <textarea
        ref={field}
        defaultValue={getMessageText(question)}
        aria-label={t.editQuestion}
        dir="auto"
        className="field-sizing-content max-h-[50dvh] min-h-14 w-full resize-none rounded-lg bg-transparent px-1 outline-none"
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === 'Escape') actions.beginEdit();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          send();
        }}
      />
      <EditorButtons busy={busy} onCancel={() => actions.beginEdit()} />
    </form>
  );
}

function EditorButtons({ busy, onCancel }: { busy: boolean; onCancel(): void }) {
  const t = useMessageTranslations();
  return (
    <div className="flex justify-end gap-2 text-sm">
      <button
        type="button"
        onClick={onCancel}
        className="min-h-9 rounded-full px-4 text-muted transition-colors duration-150 hover:text-ink touch:min-h-11"
      >
        {t.cancel}
      </button>
      <button
        type="submit"
        disabled={busy}
        className="min-h-9 rounded-full bg-accent px-4 text-on-accent transition-opacity duration-150 disabled:opacity-40 touch:min-h-11"
      >
        {t.saveAndSend}
      </button>
    </div>
  );
}
