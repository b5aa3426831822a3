'use client';
import 'client-only';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { QueuedQuestion } from './history/question-queue.ts';

type Parts = ChatMessage['parts'];

export type QuestionQueue = {
  waiting: readonly QueuedQuestion[];
  /** The answer before them did not end well, or ended while nobody looked: they wait for a word. */
  held: boolean;
  add(parts: Parts): void;
  edit(position: number, parts: Parts): void;
  cancel(position: number): void;
  askNow(): void;
};

const loadQueue = () => import('./history/question-queue.ts');

/**
 * The questions that wait in a chat for its answer. The first is asked when the answer has ended well; of several tabs, by
 * one. Where the browser keeps nothing they wait in memory.
 * @param endedWell whether the last answer did
 */
export function useQuestionQueue(
  chatId: ChatId | undefined,
  { running, endedWell }: { running: boolean; endedWell: boolean },
  ask: (parts: Parts) => boolean,
): QuestionQueue {
  const [stored, setStored] = useState<readonly QueuedQuestion[]>([]);
  const [unkept, setUnkept] = useState<readonly QueuedQuestion[]>([]);
  const [held, setHeld] = useState(true);
  const wasRunning = useRef(false);

  useEffect(() => {
    if (chatId === undefined) return;
    let left = false;
    let unsubscribe: (() => void) | undefined;
    const follow = async () => {
      const [{ liveQuery }, { listQueue }] = await Promise.all([import('dexie'), loadQueue()]);
      if (left) return;
      // A browser without storage has no queue in it.
      const found = liveQuery(() => listQueue(chatId)).subscribe({
        next: setStored,
        error: () => setStored([]),
      });
      unsubscribe = () => found.unsubscribe();
    };
    void follow();
    return () => {
      left = true;
      unsubscribe?.();
    };
  }, [chatId]);

  const waiting = [...stored, ...unkept];

  const askNext = async () => {
    if (chatId === undefined) return;
    const next = stored.length > 0 ? await (await loadQueue()).takeNext(chatId) : unkept[0];
    if (next === undefined) return;
    setUnkept((before) => before.filter(({ position }) => position !== next.position));
    if (!ask(next.parts)) add(next.parts); // another tab was faster: it waits for that answer
  };

  const add = useCallback(
    (parts: Parts) => {
      if (chatId === undefined) return;
      const keep = async () => (await loadQueue()).enqueue(chatId, parts);
      keep().catch(() => {
        setUnkept((before) => [...before, { chatId, parts, position: -1 - before.length }]);
      });
    },
    [chatId],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of an answer asks the next question
  useEffect(() => {
    if (running) setHeld(false);
    else if (wasRunning.current && endedWell) void askNext();
    else if (wasRunning.current) setHeld(true);
    wasRunning.current = running;
  }, [running]);

  return {
    waiting,
    held: held && !running && waiting.length > 0,
    add,
    edit: (position, parts) => {
      if (position >= 0) void loadQueue().then(({ editQueued }) => editQueued(position, parts));
      else setUnkept((before) => before.map((one) => (one.position === position ? { ...one, parts } : one)));
    },
    cancel: (position) => {
      if (position >= 0) void loadQueue().then(({ cancelQueued }) => cancelQueued(position));
      else setUnkept((before) => before.filter((one) => one.position !== position));
    },
    askNow: () => void askNext(),
  };
}
