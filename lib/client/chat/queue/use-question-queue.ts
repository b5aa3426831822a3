'use client';
import 'client-only';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import { QuestionQueue, type QueueRun, type QueueState, type SendQueued } from './question-queue.ts';

/**
 * The questions that wait in a chat, and the queue that holds them.
 * @param chatId must not change while the component is mounted
 * @param run the state of the chat's run, as it is rendered
 * @param send starts a run for a question, if the chat can
 */
export function useQuestionQueue(
  chatId: ChatId,
  run: QueueRun,
  send: SendQueued,
): QueueState & { queue: QuestionQueue } {
  const [queue] = useState(() => new QuestionQueue(chatId));
  useEffect(() => queue.open(), [queue]);
  useEffect(() => queue.update(run, send));
  const state = useSyncExternalStore(queue.subscribe, queue.getState, queue.getState);
  return { ...state, queue };
}
