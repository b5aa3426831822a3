import { useEffect } from 'react';
import type { SendOptions } from '#lib/client/chat/chat-state.ts';
import type { EarlyQuestions } from '#lib/client/chat/queue/early-questions.ts';
import type { QueueRun } from '#lib/client/chat/queue/question-queue.ts';
import { useQuestionQueue } from '#lib/client/chat/queue/use-question-queue.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { QueuedQuestions } from '../composer/queued-questions.tsx';

type WaitingQuestionsProps = {
  chatId: ChatId;
  run: QueueRun;
  /** The questions that were added before this component was loaded. */
  early: EarlyQuestions;
  /** Answers are compared, so the questions wait until the reader keeps one. */
  comparing: boolean;
  send(parts: ChatMessage['parts'], options: SendOptions): boolean;
};

/** Runs the queue of a chat, and shows the questions in it. */
export function WaitingQuestions({ chatId, run, early, comparing, send }: WaitingQuestionsProps) {
  const t = useMessageTranslations();
  const compare = useCompareTranslations();
  const { queue, questions, paused } = useQuestionQueue(chatId, run, send);
  useEffect(() => early.handOver(queue), [early, queue]);
  const isEmpty = questions.length === 0;
  const hint = paused ? t.queuePaused : comparing ? compare.queueHint : t.queueHint;
  return (
    <>
      {!isEmpty && <QueuedQuestions {...{ queue, questions, paused, hint }} />}
      {/* Always there, because a screen reader announces only what changes in it. */}
      <p className="sr-only" role="status">
        {!isEmpty && hint}
      </p>
    </>
  );
}
