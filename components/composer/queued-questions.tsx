import { ArrowUp, Check, Paperclip, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import type { QuestionQueue, QueueState } from '#lib/client/chat/question-queue.ts';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import { SmallButton } from '../ui/small-button.tsx';

/** The questions that wait for the answer to end, above the composer: each can be changed and taken back. */
export function QueuedQuestions({ queue, questions, paused }: QueueState & { queue: QuestionQueue }) {
  const texts = useMessageTranslations();
  const [editing, setEditing] = useState<number>();
  const [draft, setDraft] = useState('');

  const keep = (id: number) => {
    const question = questions.find((one) => one.id === id);
    const files = question?.parts.filter((part) => part.type === 'file') ?? [];
    if (draft.trim() !== '') queue.edit(id, [...files, { type: 'text', text: draft.trim() }]);
    setEditing(undefined);
  };

  return (
    <section aria-label={texts.queuedQuestion} className="mb-2 rounded-2xl border border-line bg-surface p-2">
      <p className="flex items-center justify-between gap-2 px-2 text-sm text-muted" role="status">
        {paused ? texts.queuePaused : texts.queueHint}
        {paused && (
          <button
            type="button"
            onClick={() => queue.resume()}
            className="flex min-h-8 shrink-0 items-center gap-1.5 rounded-md text-accent underline-offset-4 hover:underline"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {texts.sendNow}
          </button>
        )}
      </p>
      <ol>
        {questions.map(({ id, parts }) => (
          <li key={id} className="flex min-w-0 items-center gap-1 pl-2">
            {editing === id ? (
              <textarea
                // biome-ignore lint/a11y/noAutofocus: the reader has just asked to write here
                autoFocus
                rows={1}
                value={draft}
                aria-label={texts.queuedQuestion}
                onChange={(event) => setDraft(event.currentTarget.value)}
                dir="auto"
                onKeyDown={(event) => {
                  if (isComposing(event.nativeEvent)) return;
                  if (event.key === 'Escape') setEditing(undefined);
                  if (event.key !== 'Enter' || event.shiftKey) return;
                  event.preventDefault();
                  keep(id);
                }}
                className="field-sizing-content max-h-40 min-w-0 flex-1 resize-none rounded-lg bg-raised px-2 py-1 outline-none"
              />
            ) : (
              <span className="flex min-w-0 flex-1 items-center gap-1.5" dir="auto">
                {parts.some(({ type }) => type === 'file') && (
                  <Paperclip className="size-3.5 shrink-0 text-muted" aria-hidden />
                )}
                <span className="truncate">{getMessageText({ parts }) || texts.attachments}</span>
              </span>
            )}
            {editing === id ? (
              <SmallButton icon={Check} label={texts.saveQueued} onClick={() => keep(id)} />
            ) : (
              <SmallButton
                icon={Pencil}
                label={texts.editQueued}
                onClick={() => {
                  setDraft(getMessageText({ parts }));
                  setEditing(id);
                }}
              />
            )}
            <SmallButton icon={X} label={texts.removeQueued} onClick={() => queue.remove(id)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
