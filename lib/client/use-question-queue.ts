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
 * The questions that wait in a chat for its answer. The first is asked when the answer has ended well, or when it was
 * stopped and the reader has written since; of several tabs, by one. Where the browser keeps nothing they wait in memory.
 * @param endedWell whether the last answer did
 */
export function useQuestionQueue(
  chatId: ChatId | undefined,
  { running, stopping, endedWell }: { running: boolean; stopping: boolean; endedWell: boolean },
  ask: (parts: Parts) => boolean,
): QuestionQueue {
  const [stored, setStored] = useState<readonly QueuedQuestion[]>([]);
  const [unkept, setUnkept] = useState<readonly QueuedQuestion[]>([]);
  const [held, setHeld] = useState(true);
  const wasRunning = useRef(false);
  /** Whether the next question may be asked as soon as no answer is written. */
  const free = useRef(false);
  /** The reader has stopped the answer and written on: the question waits for the end alone, however it comes. */
  const wanted = useRef(false);
  const asking = useRef(false);

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
  const next = waiting[0];

  const hold = (holds: boolean) => {
    free.current = !holds;
    setHeld(holds);
  };

  const askNext = async () => {
    if (next === undefined || asking.current) return;
    asking.current = true;
    try {
      const take = async () => (await loadQueue()).takeQueued(next.position);
      // A storage that fails now has no say in it.
      const mine = next.position < 0 ? next : await take().catch(() => next);
      setUnkept((before) => before.filter(({ position }) => position !== next.position));
      if (mine && ask(mine.parts)) return;
      hold(true); // another tab was faster: what waits here waits for that answer
      if (mine) add(mine.parts);
    } finally {
      asking.current = false;
    }
  };

  const add = useCallback(
    (parts: Parts) => {
      if (chatId === undefined) return;
      if (stopping) wanted.current = true;
      const keep = async () => (await loadQueue()).enqueue(chatId, parts);
      keep().catch(() => {
        setUnkept((before) => [...before, { chatId, parts, position: (before.at(-1)?.position ?? 0) - 1 }]);
      });
    },
    [chatId, stopping],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of an answer lets the next question go, or holds it
  useEffect(() => {
    if (running) setHeld(false);
    else if (wasRunning.current) {
      hold(!endedWell && !wanted.current);
      wanted.current = false;
    }
    wasRunning.current = running;
  }, [running]);

  // A question that was sent at the last moment may be kept only when the answer has ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question is reached for once
  useEffect(() => {
    if (!running && free.current) void askNext();
  }, [running, next?.position]);

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
    askNow: () => {
      hold(false);
      void askNext();
    },
  };
}
