import { ArrowUp, Check, Paperclip, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import type { QuestionQueue, QueueState } from '#lib/client/chat/queue/question-queue.ts';
import { isComposing } from '#lib/client/composer/is-composing.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import { SmallButton } from '../ui/small-button.tsx';

type QueuedQuestionsProps = QueueState & {
  queue: QuestionQueue;
  /** When they are sent. */
  hint: string;
};

/** The questions that are sent after the current answer. Each can be edited and removed. */
export function QueuedQuestions({ queue, questions, paused, hint }: QueuedQuestionsProps) {
  const t = useMessageTranslations();
  return (
    <section aria-label={t.queuedQuestion} className="mb-2 rounded-2xl border border-line bg-surface p-2">
      <p className="flex items-center justify-between gap-2 px-2 text-sm text-muted">
        {hint}
        {paused && (
          <button
            type="button"
            onClick={() => queue.resume()}
            className="touch-area flex min-h-8 shrink-0 items-center gap-1.5 rounded-md text-accent underline-offset-4 hover:underline"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {t.sendNow}
          </button>
        )}
      </p>
      <ol>
        {questions.map((question) => (
          <QueuedItem key={question.id} queue={queue} question={question} />
        ))}
      </ol>
    </section>
  );
}

type QueuedQuestion = QueueState['questions'][number];

function QueuedItem({ queue, question }: { queue: QuestionQueue; question: QueuedQuestion }) {
  const t = useMessageTranslations();
  /** The edited text; undefined while the question is not being edited. */
  const [draft, setDraft] = useState<string>();
  const { id, parts } = question;
  const save = () => {
    const text = draft?.trim();
    const files = parts.filter((part) => part.type === 'file');
    if (text) queue.edit(id, [...files, { type: 'text', text }]);
    setDraft(undefined);
  };
  return (
    <li className="flex min-w-0 items-center gap-1 pl-2">
      {draft === undefined ? (
        <span className="flex min-w-0 flex-1 items-center gap-1.5" dir="auto">
          {parts.some(({ type }) => type === 'file') && (
            <Paperclip className="size-3.5 shrink-0 text-muted" aria-hidden />
          )}
          <span className="truncate">{getMessageText(question) || t.attachments}</span>
        </span>
      ) : (
        <QuestionField draft={draft} onChange={setDraft} onSave={save} onCancel={() => setDraft(undefined)} />
      )}
      {draft === undefined ? (
        <SmallButton icon={Pencil} label={t.editQueued} onClick={() => setDraft(getMessageText(question))} />
      ) : (
        <SmallButton icon={Check} label={t.saveQueued} onClick={save} />
      )}
      <SmallButton icon={X} label={t.removeQueued} onClick={() => queue.remove(id)} />
    </li>
  );
}

type QuestionFieldProps = {
  draft: string;
  onChange(draft: string): void;
  onSave(): void;
  onCancel(): void;
};

/** Enter saves, Escape cancels. */
function QuestionField({ draft, onChange, onSave, onCancel }: QuestionFieldProps) {
  const t = useMessageTranslations();
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: the user has just asked to edit this
      autoFocus
      rows={1}
      value={draft}
      aria-label={t.queuedQuestion}
      onChange={(event) => onChange(event.currentTarget.value)}
      dir="auto"
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === 'Escape') onCancel();
        if (event.key !== 'Enter' || event.shiftKey) return;
        event.preventDefault();
        onSave();
      }}
      className="field-sizing-content max-h-40 min-w-0 flex-1 resize-none rounded-lg bg-raised px-2 py-1 outline-none"
    />
  );
}
